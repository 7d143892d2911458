//! The one way of writing a JSON value that signatures are made over.
//!
//! UTF-8. Objects with their members in the order of their names' bytes. No white space. In strings `"` and `\` are escaped
//! with a backslash and characters below U+0020 as `\u00xx` in lower-case hexadecimal; everything else stands as it is.
//! Numbers are whole, not negative and at most 2⁵³ − 1, so that JavaScript reads them exactly. There is no other number
//! and no null.

use serde_json::Value;

/// The largest number, 2⁵³ − 1.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

/// The canonical bytes of a value; `None` if it has something that cannot be signed.
pub fn to_bytes(value: &Value) -> Option<Vec<u8>> {
    let mut text = String::new();
    write(value, &mut text)?;
    Some(text.into_bytes())
}

fn write(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => return None,
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let number = number.as_u64().filter(|number| *number <= MAX_NUMBER)?;
            out.push_str(&number.to_string());
        }
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            // A map of serde_json keeps the order of names only if no crate asks it to keep that of the file.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| name.as_bytes());
            out.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write(member, out)?;
            }
            out.push('}');
        }
    }
    Some(())
}

fn write_text(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                out.push(HEX[c as usize >> 4].into());
                out.push(HEX[c as usize & 15].into());
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::to_bytes;
    use serde_json::json;

    #[test]
    fn members_are_sorted_and_nothing_is_spaced() {
        let value = json!({"b": [1, true, "x"], "a": {"é": 0, "z": "\"\\\n\u{1}ß"}});
        let text = to_bytes(&value).expect("it can be signed");
        assert_eq!(
            String::from_utf8(text).expect("UTF-8"),
            "{\"a\":{\"z\":\"\\\"\\\\\\u000a\\u0001ß\",\"é\":0},\"b\":[1,true,\"x\"]}"
        );
    }

    #[test]
    fn numbers_that_readers_may_round_cannot_be_signed() {
        for value in [json!(-1), json!(1.5), json!(9_007_199_254_740_992_u64), json!(null), json!([null])] {
            assert_eq!(to_bytes(&value), None, "{value}");
        }
        assert!(to_bytes(&json!(9_007_199_254_740_991_u64)).is_some());
    }
}
