#!/usr/bin/env python3
"""Signs a license, or a revocation list, with a private JWK.

    python3 issue.py [--with cryptography|openssl] KEY.json MEMBERS.json > license.json

KEY.json is on Ed25519 or P-256. Signs with the package "cryptography" if it is there, else with the program
"openssl" (3.0 or newer). A refusal is one sentence on standard error and the exit code 2.
"""
import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile

FORMATS = {"thetasecure-license/1": 64 * 1024, "thetasecure-revocations/1": 1024 * 1024}
# By curve: kty, what "alg" may be (the one to sign with first), coordinates, and the beginning of the key in PKCS #8.
CURVES = {
    "Ed25519": ("OKP", ("EdDSA", "Ed25519"), "x", "302e020100300506032b657004220420"),
    "P-256": ("EC", ("ES256",), "xy", "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"),
}


class Refusal(Exception):
    """Why nothing is signed, in one sentence that repeats nothing of the key."""


def refuse(reason):
    raise Refusal(reason)


def members_of(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        refuse("a member is there twice in one object")
    return members


def integer(spelling):
    # "-0" would be signed as "0", and readers refuse it.
    return refuse("-0 is no integer of the format") if spelling == "-0" else int(spelling)


def read(path):
    try:
        # As text: given bytes, json guesses encodings. One byte order mark is skipped, no second one.
        with open(path, encoding="utf-8-sig", newline="") as file:
            value = json.loads(
                file.read(),
                object_pairs_hook=members_of,
                parse_int=integer,
                parse_float=lambda _: refuse("a number has a point or an exponent"),
                parse_constant=lambda _: refuse("a number is not a number"),
            )
    except OSError as error:
        refuse(f"{path} cannot be read ({error.strerror})")
    except (ValueError, RecursionError):
        # What the parser says could repeat a part of the key.
        refuse(f"{path} is not JSON in UTF-8")
    return value if isinstance(value, dict) else refuse(f"{path} is not one JSON object")


def check(value, level=1):
    """Refuses what is outside of the part of JSON that the format knows."""
    if isinstance(value, (dict, list)) and level > 8:
        refuse("objects and lists are nested more than 8 levels deep")
    if isinstance(value, dict):
        for name, item in value.items():
            if not re.fullmatch("[ -~]*", name) or name in ("__proto__", "constructor", "prototype"):
                refuse("a member has a name that is not printable ASCII, or is reserved")
            check(item, level + 1)
    elif isinstance(value, list):
        for item in value:
            check(item, level + 1)
    elif isinstance(value, str):
        if re.search("[\ud800-\udfff]", value):
            refuse("a text has half of a surrogate pair in it")
    elif value is None or isinstance(value, float):
        refuse("a value is null or not a whole number")
    elif abs(value) > 2**53 - 1:
        refuse("a number is beyond 2^53 - 1")


def canonical(members):
    """RFC 8785. For values that passed check(), Python's own writer does it with these settings: it escapes what has
    to be and no more, and names of ASCII have one order, by bytes as by UTF-16."""
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def key_bytes(jwk, name):
    try:
        data = base64.urlsafe_b64decode(jwk[name] + "==")
    except (KeyError, TypeError, ValueError):
        data = b""
    return data if len(data) == 32 else refuse(f'the key has no "{name}" of 32 bytes: a private JWK is needed')


def sign_with_cryptography(jwk, prefix, message):
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    key = serialization.load_der_private_key(prefix + key_bytes(jwk, "d"), None)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if jwk["crv"] == "Ed25519":
        return public, key.sign(message)
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return public, r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign_with_openssl(jwk, prefix, message):
    # openssl wants files. The folder is only ours to enter, and goes with everything in it.
    with tempfile.TemporaryDirectory(prefix="issue-") as folder:
        key, data = (os.path.join(folder, name) for name in ("key", "data"))
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(prefix + key_bytes(jwk, "d"))
        with open(data, "wb") as file:
            file.write(message)

        def openssl(*arguments):
            try:
                return subprocess.run(("openssl", *arguments), check=True, capture_output=True).stdout
            except (OSError, subprocess.CalledProcessError):
                refuse("openssl cannot sign: version 3.0 or newer is needed, and a sound key")

        public = openssl("pkey", "-inform", "DER", "-in", key, "-pubout", "-outform", "DER")
        digest = () if jwk["crv"] == "Ed25519" else ("-digest", "sha256")
        signature = openssl("pkeyutl", "-sign", "-rawin", *digest, "-keyform", "DER", "-inkey", key, "-in", data)
    return public, signature if jwk["crv"] == "Ed25519" else raw(signature)


def raw(der):
    """ECDSA as a JWS has it: not the ASN.1 of openssl, but r and s one after the other, 32 bytes each."""
    r_end = 4 + der[3]
    r, s = der[4:r_end], der[r_end + 2 :]
    return b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in (r, s))


def issue(jwk, members, sign):
    kty, algorithms, coordinates, prefix = CURVES.get(str(jwk.get("crv")), (None, (), "", ""))
    if jwk.get("kty") != kty or jwk.get("alg", algorithms and algorithms[0]) not in algorithms:
        refuse("the key is not one on Ed25519 (EdDSA) or P-256 (ES256)")
    kid = jwk.get("kid")
    if not isinstance(kid, str) or not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", kid):
        refuse('the key has no usable "kid"')
    members.pop("signature", None)
    check(members)
    limit = FORMATS.get(str(members.get("format"))) or refuse('"format" is neither a license nor a revocation list')

    header = json.dumps({"alg": algorithms[0], "kid": kid}, separators=(",", ":")).encode()
    message = f"{base64url(header)}.{base64url(canonical(members))}".encode()
    public, signature = sign(jwk, bytes.fromhex(prefix), message)
    if not public.endswith(b"".join(key_bytes(jwk, name) for name in coordinates)):
        refuse("the private and the public part of the key do not belong together")
    signed = {**members, "signature": f"{base64url(header)}..{base64url(signature)}"}
    text = json.dumps(signed, ensure_ascii=False, indent=2).encode() + b"\n"
    return text if len(text) <= limit else refuse(f"the signed file is larger than {limit // 1024} KiB")


def main():
    parser = argparse.ArgumentParser(description="Signs a license or a revocation list.")
    parser.add_argument("--with", dest="signer", choices=("cryptography", "openssl"))
    parser.add_argument("key")
    parser.add_argument("members")
    options = parser.parse_args()
    signer = options.signer
    try:
        import cryptography  # noqa: F401
    except ImportError:
        if signer == "cryptography":
            refuse('the Python package "cryptography" is not installed')
        signer = "openssl"
    sign = sign_with_openssl if signer == "openssl" else sign_with_cryptography
    sys.stdout.buffer.write(issue(read(options.key), read(options.members), sign))


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        print(f"Nothing was signed: {refusal}.", file=sys.stderr)
        sys.exit(2)
