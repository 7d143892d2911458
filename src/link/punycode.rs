//! Labels of hosts out of their ASCII form (Punycode, RFC 3492).
//!
//! The crate `idna` has this too, but only in a form that is fit for whole texts: in the module for browsers it would take
//! four times as much as what a label needs.

/// Parameters of RFC 3492, section 5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_CODE: u32 = 0x80;

/// The text that stands behind `xn--` in Unicode; `None` if it is not well-formed.
pub(super) fn decode(text: &str) -> Option<String> {
    let (plain, deltas) = match text.rfind('-') {
        Some(at) if at > 0 => (&text[..at], &text[at + 1..]),
        _ => ("", text),
    };
    if !plain.is_ascii() {
        return None;
    }
    let mut decoded: Vec<char> = plain.chars().collect();
    let (mut code, mut place, mut bias) = (INITIAL_CODE, 0u32, INITIAL_BIAS);
    let mut letters = deltas.chars();
    while !letters.as_str().is_empty() {
        let before = place;
        let (mut weight, mut position) = (1u32, BASE);
        loop {
            let digit = digit(letters.next()?)?;
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = position.saturating_sub(bias).clamp(T_MIN, T_MAX);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            position += BASE;
        }
        let length = u32::try_from(decoded.len()).ok()? + 1;
        bias = adapt(place - before, length, before == 0);
        code = code.checked_add(place / length)?;
        place %= length;
        decoded.insert(place as usize, char::from_u32(code)?);
        place += 1;
    }
    Some(decoded.into_iter().collect())
}

/// `a` to `z` are 0 to 25, `0` to `9` are 26 to 35.
fn digit(letter: char) -> Option<u32> {
    let value = letter.to_digit(BASE)?;
    Some(if value < 10 { value + 26 } else { value - 10 })
}

/// RFC 3492, section 6.1.
fn adapt(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / length;
    let mut bias = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        bias += BASE;
    }
    bias + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_samples_of_the_standard_are_read() {
        // RFC 3492, section 7.1.
        for (ascii, unicode) in [
            ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
            ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
            ("Proprostnemluvesky-uyb24dma41a", "Pročprostěnemluvíčesky"),
            ("b1abfaaepdrnnbgefbadotcwatmq2g4l", "почемужеонинеговорятпорусски"),
            ("3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"),
            ("MajiKoi5-783gue6qz075azm5e", "MajiでKoiする5秒前"),
            ("-> $1.00 <--", "-> $1.00 <-"),
        ] {
            assert_eq!(decode(ascii).as_deref(), Some(unicode));
        }
    }

    #[test]
    fn what_is_not_well_formed_is_not_read() {
        // Letters that are none, a number that is cut off, one that is too large, a surrogate, a code point beyond the last.
        for text in
            ["bcher-kv!", "bcher-kv\u{e4}", "ü-kva", "-kva", "bcher-z", "99999999999", "ib9b", "en32g"]
        {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
