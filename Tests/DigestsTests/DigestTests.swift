import SteelyardDigests
import Testing

@Suite("Digests and signatures")
struct DigestTests {
  @Test(
    "SHA-256 of the published cases",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func published(text: String, expected: String) {
    #expect(expected == SHA256Digest(of: Array(text.utf8)).description)
  }

  @Test("a digest is its 32 bytes")
  func bytes() {
    let digest = SHA256Digest(of: [1, 2, 3])
    #expect(digest.bytes.count == SHA256Digest.byteCount)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
    #expect(SHA256Digest(bytes: Array(digest.bytes.reversed())) != digest)
  }

  @Test(
    "HMAC-SHA-256 of the published cases",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func published(key: [UInt8], message: [UInt8], expected: String) {
    #expect(expected == hexadecimalText(of: hmacSHA256(of: message, key: key)))
  }

  @Test("two digests are the same where every byte is, and both are whole")
  func compared() {
    let digest = SHA256Digest(of: [1]).bytes
    var other = digest
    other[31] ^= 1
    #expect(isSameDigest(digest, digest))
    #expect(!isSameDigest(digest, other))
    #expect(!isSameDigest(digest, Array(digest.dropLast())))
    #expect(!isSameDigest([], []))
  }
}
