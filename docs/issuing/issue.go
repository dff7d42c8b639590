// Signs a license, or a revocation list, with a private JWK on Ed25519. It needs the standard library only.
//
//	go build -o issue issue.go
//	./issue KEY.json MEMBERS.json > license.json
//
// A refusal is one sentence on standard error and the exit code 2.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sort"
	"unicode/utf8"
)

var (
	limits   = map[string]int{"thetasecure-license/1": 64 << 10, "thetasecure-revocations/1": 1 << 20}
	id       = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)
	ascii    = regexp.MustCompile(`^[ -~]*$`)
	reserved = regexp.MustCompile(`^(__proto__|constructor|prototype)$`)
	integer  = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	// Whole pairs come first, so that what is left over is half of one; `\\.` keeps `\\ud800` from being taken for it.
	escape = regexp.MustCompile(`\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.`)
)

// refuse ends the program; reason repeats nothing of the key.
func refuse(reason string) {
	fmt.Fprintf(os.Stderr, "Nothing was signed: %s.\n", reason)
	os.Exit(2)
}

// read refuses what encoding/json mends without a word: bytes that are no UTF-8, halves of surrogate pairs, and
// members that are there twice.
func read(path string) map[string]any {
	data, err := os.ReadFile(path)
	if err != nil {
		refuse(path + " cannot be read")
	}
	// Some editors put a byte order mark before what they save; one is skipped.
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	// What the parser says could repeat a part of the key, so it is not passed on.
	if !utf8.Valid(data) || !json.Valid(data) {
		refuse(path + " is not JSON in UTF-8")
	}
	for _, match := range escape.FindAllSubmatch(data, -1) {
		if match[1] != nil {
			refuse("a text has half of a surrogate pair in it")
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	members, isObject := decode(decoder, 1).(map[string]any)
	if !isObject {
		refuse(path + " is not one JSON object")
	}
	return members
}

// decode goes by tokens: in a map nobody can tell any more that there were two members of one name.
func decode(decoder *json.Decoder, level int) any {
	token, _ := decoder.Token() // No error: all of it was found to be JSON before.
	delim, opens := token.(json.Delim)
	if !opens {
		return token
	}
	if level > 8 {
		refuse("objects and lists are nested more than 8 levels deep")
	}
	object, list := map[string]any{}, []any{}
	for decoder.More() {
		if delim == '[' {
			list = append(list, decode(decoder, level+1))
			continue
		}
		token, _ := decoder.Token()
		name := token.(string)
		if _, isThere := object[name]; isThere {
			refuse("a member is there twice in one object")
		}
		object[name] = decode(decoder, level+1)
	}
	decoder.Token() // The bracket that closes it.
	if delim == '[' {
		return list
	}
	return object
}

// canonical writes RFC 8785, and refuses what is outside of the part of JSON that the format knows.
func canonical(out *bytes.Buffer, value any) {
	switch value := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		sort.Strings(names) // By bytes; for ASCII that is the order by UTF-16 that the RFC asks for.
		separator := "{"
		for _, name := range names {
			if !ascii.MatchString(name) || reserved.MatchString(name) {
				refuse("a member has a name that is not printable ASCII, or is reserved")
			}
			out.WriteString(separator)
			quote(out, name)
			out.WriteByte(':')
			canonical(out, value[name])
			separator = ","
		}
		if len(names) == 0 {
			out.WriteByte('{')
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for index, item := range value {
			if index > 0 {
				out.WriteByte(',')
			}
			canonical(out, item)
		}
		out.WriteByte(']')
	case string:
		quote(out, value)
	case bool:
		fmt.Fprint(out, value)
	case json.Number:
		number, err := value.Int64()
		if err != nil || !integer.MatchString(value.String()) || number > 1<<53-1 || number < 1-1<<53 {
			refuse("a number is not a whole number within 2^53 - 1, written with digits only")
		}
		fmt.Fprint(out, number)
	default:
		refuse("a value is null")
	}
}

// quote is not json.Marshal: that escapes "<", ">", "&", U+2028 and U+2029, which RFC 8785 leaves as they are, and
// has no short form for some control characters.
func quote(out *bytes.Buffer, text string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}
	out.WriteByte('"')
	for _, character := range text {
		if escaped, ok := short[character]; ok {
			out.WriteString(escaped)
		} else if character < 0x20 {
			fmt.Fprintf(out, `\u%04x`, character)
		} else {
			out.WriteRune(character)
		}
	}
	out.WriteByte('"')
}

// private takes the key and its id out of a JWK (RFC 8037).
func private(jwk map[string]any) (ed25519.PrivateKey, string) {
	alg, hasAlg := jwk["alg"]
	if jwk["kty"] != "OKP" || jwk["crv"] != "Ed25519" || hasAlg && alg != "EdDSA" && alg != "Ed25519" {
		refuse("the key is not one on Ed25519")
	}
	kid, _ := jwk["kid"].(string)
	if !id.MatchString(kid) {
		refuse(`the key has no usable "kid"`)
	}
	d, _ := jwk["d"].(string)
	seed, err := base64.RawURLEncoding.DecodeString(d)
	if err != nil || len(seed) != ed25519.SeedSize {
		refuse(`the key has no "d" of 32 bytes: a private JWK is needed`)
	}
	key := ed25519.NewKeyFromSeed(seed)
	if jwk["x"] != base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey)) {
		refuse("the private and the public part of the key do not belong together")
	}
	return key, kid
}

func main() {
	if len(os.Args) != 3 {
		refuse("two files are needed, KEY.json and MEMBERS.json")
	}
	key, kid := private(read(os.Args[1]))
	members := read(os.Args[2])
	delete(members, "signature")
	format, _ := members["format"].(string)
	limit, isKnown := limits[format]
	if !isKnown {
		refuse(`"format" is neither that of a license nor that of a revocation list`)
	}

	var payload, compact, text bytes.Buffer
	canonical(&payload, members)
	base64url := base64.RawURLEncoding.EncodeToString
	header := base64url([]byte(`{"alg":"EdDSA","kid":"` + kid + `"}`))
	signature := ed25519.Sign(key, []byte(header+"."+base64url(payload.Bytes())))

	members["signature"] = header + ".." + base64url(signature)
	canonical(&compact, members)
	json.Indent(&text, compact.Bytes(), "", "  ") // Only puts spaces between; MarshalIndent would escape anew.
	text.WriteByte('\n')
	if text.Len() > limit {
		refuse(fmt.Sprintf("the signed file is larger than %d KiB", limit>>10))
	}
	os.Stdout.Write(text.Bytes())
}
