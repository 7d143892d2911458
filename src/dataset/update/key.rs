//! Keys: Ed25519, named by the SHA-256 of their canonical form, so that a key has one name only.

use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::canonical;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)].into());
        text.push(DIGITS[usize::from(byte & 15)].into());
    }
    text
}

/// Exactly `N` bytes from lower-case hexadecimal; upper case is refused, for then one key would have two forms.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// The SHA-256 of bytes in hexadecimal, as it stands in signed files.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A publisher's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
}

impl PublicKey {
    /// The key with these bytes, if they are one.
    pub fn new(bytes: [u8; 32]) -> Option<Self> {
        // Numbers of the field that are not reduced would give a second form of the same key.
        let reduced = bytes[31] & 0x7f != 0x7f || bytes[1..31].iter().any(|b| *b != 0xff) || bytes[0] < 0xed;
        let key = VerifyingKey::from_bytes(&bytes).ok().filter(|key| reduced && !key.is_weak())?;
        Some(Self { key })
    }

    /// As it stands in a root, in the form of TUF 4.2.
    pub fn from_json(value: &Value) -> Option<Self> {
        let key = Self::new(unhex(value.get("keyval")?.get("public")?.as_str()?)?)?;
        // Nothing but the canonical members, for they are what the name is made of.
        (key.to_json() == *value).then_some(key)
    }

    /// As it stands in a root.
    pub fn to_json(&self) -> Value {
        json!({"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": hex(self.key.as_bytes())}})
    }

    /// Its name: the SHA-256 of its canonical form.
    pub fn id(&self) -> String {
        sha256(&canonical::to_bytes(&self.to_json()).unwrap_or_default())
    }

    /// Whether the key's owner has signed these bytes. Strict: one signature of a text by a key, not several.
    pub fn has_signed(&self, bytes: &[u8], signature: &str) -> bool {
        let signature = unhex(signature).map(|bytes| Signature::from_bytes(&bytes));
        signature.is_some_and(|signature| self.key.verify_strict(bytes, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::{PublicKey, hex, unhex};

    #[test]
    fn hexadecimal_has_one_form() {
        assert_eq!(unhex::<2>("0aff"), Some([10, 255]));
        assert_eq!(hex(&[10, 255]), "0aff");
        for wrong in ["0AFF", "0af", "0aff0", "0ag0", "é0f"] {
            assert_eq!(unhex::<2>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_has_one_form_and_one_name() {
        // RFC 8032, section 7.1, test 1 (public key; the empty text; its signature).
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let key = PublicKey::new(unhex(public).expect("hexadecimal")).expect("a key");
        let signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
                         5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
        assert!(key.has_signed(b"", signature));
        assert!(!key.has_signed(b"x", signature) && !key.has_signed(b"", ""));
        let mut json = key.to_json();
        assert_eq!(PublicKey::from_json(&json), Some(key));
        json["note"] = "a second name".into();
        assert_eq!(PublicKey::from_json(&json), None);
    }

    #[test]
    fn weak_and_unreduced_keys_are_none() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::new(identity), None, "a point of small order signs anything");
        let mut unreduced = [0xff; 32];
        unreduced[0] = 0xed + 3;
        unreduced[31] = 0x7f;
        assert_eq!(PublicKey::new(unreduced), None);
    }
}
