import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Signs a license, or a revocation list, with a private JWK on Ed25519. It needs JDK 17 or newer and nothing else:
 *
 * <pre>java Issue.java KEY.json MEMBERS.json &gt; license.json</pre>
 *
 * A refusal is one sentence on standard error and the exit code 2.
 */
class Issue {
  static final Map<Object, Integer> LIMITS =
      Map.of("thetasecure-license/1", 64 * 1024, "thetasecure-revocations/1", 1024 * 1024);
  static final List<String> RESERVED = List.of("__proto__", "constructor", "prototype");
  /** The short escapes of JSON. "/" is the last, because RFC 8785 writes all others this way, and this one never. */
  static final String SHORT = "\"\\bfnrt/", MEANING = "\"\\\b\f\n\r\t/";

  /** Why nothing is signed, in one sentence that repeats nothing of the key. */
  static class Refusal extends RuntimeException {
    Refusal(String reason) {
      super(reason);
    }
  }

  /** The JDK cannot read JSON. This reads the part of it that the format knows, and refuses all else. */
  static class Reader {
    final String text;
    int at = 0;

    Reader(String text) {
      this.text = text;
    }

    Map<String, Object> members() {
      if (text.length() > 0 && value(1) instanceof Map<?, ?> object && at == text.length()) {
        Map<String, Object> members = new TreeMap<>();
        object.forEach((name, value) -> members.put((String) name, value));
        return members;
      }
      throw new Refusal("a file is not one JSON object");
    }

    /** Takes a word and the spaces around it, if it is there. */
    boolean takes(String word) {
      skipSpaces();
      boolean isThere = text.startsWith(word, at);
      at += isThere ? word.length() : 0;
      skipSpaces();
      return isThere;
    }

    void skipSpaces() {
      while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    void expect(boolean isFine) {
      if (!isFine) {
        throw new Refusal("a file is not JSON, or holds a value that the format does not know (character " + at + ")");
      }
    }

    Object value(int level) {
      boolean isObject = takes("{");
      if (isObject || takes("[")) {
        return inside(isObject, level);
      }
      if (text.startsWith("\"", at)) {
        return string();
      }
      if (takes("true")) {
        return true;
      }
      return takes("false") ? (Object) false : integer();
    }

    Object inside(boolean isObject, int level) {
      if (level > 8) {
        throw new Refusal("objects and lists are nested more than 8 levels deep");
      }
      Map<String, Object> object = new TreeMap<>(); // By UTF-16 code units, as RFC 8785 sorts.
      List<Object> list = new ArrayList<>();
      for (boolean isFirst = true; !takes(isObject ? "}" : "]"); isFirst = false) {
        expect(isFirst || takes(","));
        if (!isObject) {
          list.add(value(level + 1));
          continue;
        }
        String name = string();
        if (RESERVED.contains(name) || !name.matches("[ -~]*")) {
          throw new Refusal("a member has a name that is not printable ASCII, or is reserved");
        }
        expect(takes(":"));
        if (object.put(name, value(level + 1)) != null) {
          throw new Refusal("a member is there twice in one object");
        }
      }
      return isObject ? object : list;
    }

    Object integer() {
      int start = at;
      while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      String spelling = text.substring(start, at);
      skipSpaces();
      expect(spelling.matches("0|-?[1-9][0-9]{0,15}"));
      expect(Math.abs(Long.parseLong(spelling)) < 1L << 53);
      return Long.valueOf(spelling);
    }

    String string() {
      expect(text.startsWith("\"", at++));
      StringBuilder out = new StringBuilder();
      for (char next; (next = next()) != '"'; ) {
        expect(next >= 0x20);
        char escape = next == '\\' ? next() : 0;
        if (escape == 'u') {
          expect(at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}"));
          out.append((char) Integer.parseInt(text, at, at += 4, 16));
        } else if (escape != 0) {
          expect(SHORT.indexOf(escape) >= 0);
          out.append(MEANING.charAt(SHORT.indexOf(escape)));
        } else {
          out.append(next);
        }
      }
      skipSpaces();
      if (out.codePoints().anyMatch(point -> point >= 0xd800 && point <= 0xdfff)) {
        throw new Refusal("a text has half of a surrogate pair in it");
      }
      return out.toString();
    }

    char next() {
      expect(at < text.length());
      return text.charAt(at++);
    }
  }

  /** Writes RFC 8785 of what the reader took: nothing else is left to decide but how texts are escaped. */
  static void canonical(StringBuilder out, Object value) {
    char separator = '{';
    if (value instanceof Map<?, ?> object) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        canonical(out.append(separator), member.getKey());
        canonical(out.append(':'), member.getValue());
        separator = ',';
      }
      out.append(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      separator = '[';
      for (Object item : list) {
        canonical(out.append(separator), item);
        separator = ',';
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String text) {
      out.append('"');
      for (char next : text.toCharArray()) {
        int index = MEANING.indexOf(next);
        if (index >= 0 && next != '/') {
          out.append('\\').append(SHORT.charAt(index));
        } else {
          out.append(next < 0x20 ? String.format("\\u%04x", (int) next) : String.valueOf(next));
        }
      }
      out.append('"');
    } else {
      out.append(value);
    }
  }

  static byte[] canonical(Map<String, Object> members) {
    StringBuilder out = new StringBuilder();
    canonical(out, members);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A part of the key, behind the bytes that say what it is (RFC 8410). */
  static byte[] part(Map<String, Object> jwk, String name, String prefix) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(String.valueOf(jwk.get(name)));
      if (bytes.length == 32) {
        return HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(bytes));
      }
    } catch (IllegalArgumentException error) {
      // Its message could repeat a part of the key.
    }
    throw new Refusal("the key has no \"" + name + "\" of 32 bytes: a private JWK is needed");
  }

  static byte[] issue(Map<String, Object> jwk, Map<String, Object> members) throws GeneralSecurityException {
    if (!"OKP".equals(jwk.get("kty")) || !"Ed25519".equals(jwk.get("crv"))
        || !List.of("EdDSA", "Ed25519").contains(jwk.getOrDefault("alg", "EdDSA"))) {
      throw new Refusal("the key is not one on Ed25519");
    }
    if (!(jwk.get("kid") instanceof String kid) || !kid.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")) {
      throw new Refusal("the key has no usable \"kid\"");
    }
    Integer limit = LIMITS.get(members.getOrDefault("format", ""));
    if (limit == null) {
      throw new Refusal("\"format\" is neither that of a license nor that of a revocation list");
    }
    members.remove("signature");
    String header = base64url(canonical(new TreeMap<>(Map.of("alg", "EdDSA", "kid", kid))));
    byte[] input = (header + "." + base64url(canonical(members))).getBytes(StandardCharsets.US_ASCII);

    KeyFactory keys = KeyFactory.getInstance("Ed25519");
    Signature signer = Signature.getInstance("Ed25519");
    byte[] secret = part(jwk, "d", "302e020100300506032b657004220420");
    signer.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(secret)));
    signer.update(input);
    byte[] signature = signer.sign();
    byte[] open = part(jwk, "x", "302a300506032b6570032100");
    signer.initVerify(keys.generatePublic(new X509EncodedKeySpec(open)));
    signer.update(input);
    if (!signer.verify(signature)) {
      throw new Refusal("the private and the public part of the key do not belong together");
    }

    members.put("signature", header + ".." + base64url(signature));
    byte[] file = canonical(members);
    if (file.length > limit) {
      throw new Refusal("the signed file is larger than " + limit / 1024 + " KiB");
    }
    return file;
  }

  /** Some editors put a byte order mark before what they save; one is skipped. */
  static String textOf(String path) throws IOException {
    // Files.readString throws if a file is not UTF-8.
    String text = Files.readString(Path.of(path));
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  public static void main(String[] paths) {
    try {
      if (paths.length != 2) {
        throw new Refusal("two files are needed, KEY.json and MEMBERS.json");
      }
      Map<String, Object> jwk = new Reader(textOf(paths[0])).members();
      Map<String, Object> members = new Reader(textOf(paths[1])).members();
      byte[] file = issue(jwk, members);
      // As bytes: what System.out makes of text depends on the machine.
      System.out.write(file, 0, file.length);
      System.out.flush();
    } catch (Refusal refusal) {
      fail(refusal.getMessage());
    } catch (IOException error) {
      fail("a file cannot be read, or is not UTF-8");
    } catch (GeneralSecurityException error) {
      fail("the key is damaged");
    }
  }

  static void fail(String reason) {
    System.err.println("Nothing was signed: " + reason + ".");
    System.exit(2);
  }
}
