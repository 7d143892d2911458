//! Deltas between two plain datasets.
//!
//! A patch is a row of operations until the bytes end; compressed, it is small because what has not changed, or changed by
//! the same number everywhere, is zeros or runs (the idea of Colin Percival's bsdiff, "Naive differences of executable
//! code", 2003):
//!
//! ```text
//! varint c, signed varint s, c bytes   copy: go s bytes on in the old file from where the last copy ended; take c bytes,
//!                                       each with the byte given here added
//! varint l, l bytes                     literal: these bytes
//! ```
//!
//! Copies and literals take turns, a copy first; either may be of length 0.

/// The new bytes, `None` if the patch does not fit the old ones or would make another number of bytes than `length`.
pub fn apply(old: &[u8], patch: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut new = Vec::with_capacity(length.min(old.len() + patch.len()));
    let mut rest = patch;
    let mut at: usize = 0;
    while !rest.is_empty() {
        let copied = take_varint(&mut rest)?;
        let step = take_varint(&mut rest)?;
        let distance = usize::try_from(step >> 1).ok()?;
        at = if step & 1 == 0 { at.checked_add(distance)? } else { at.checked_sub(distance)? };
        let copied = usize::try_from(copied).ok().filter(|copied| *copied <= length - new.len())?;
        let source = old.get(at..at.checked_add(copied)?)?;
        let added = take(&mut rest, copied)?;
        new.extend(source.iter().zip(added).map(|(a, b)| a.wrapping_add(*b)));
        at += copied;
        let literal = usize::try_from(take_varint(&mut rest)?).ok()?;
        if literal > length - new.len() {
            return None;
        }
        new.extend(take(&mut rest, literal)?);
    }
    (new.len() == length).then_some(new)
}

fn take<'p>(rest: &mut &'p [u8], count: usize) -> Option<&'p [u8]> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    Some(head)
}

fn take_varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..63).step_by(7) {
        let (&byte, tail) = rest.split_first()?;
        *rest = tail;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// A patch that makes `new` of `old`. The same two give the same patch.
#[cfg(feature = "cli")]
pub fn make(old: &[u8], new: &[u8]) -> Vec<u8> {
    make::make(old, new)
}

#[cfg(feature = "cli")]
mod make {
    use std::collections::HashMap;

    /// Length of the pieces that are looked for.
    const PIECE: usize = 12;
    /// Pieces of the old file start at multiples of this.
    const GRID: usize = 4;
    /// Places of one piece that are tried; a piece that is everywhere (zeros) says nothing.
    const PLACES: usize = 8;

    pub(super) fn make(old: &[u8], new: &[u8]) -> Vec<u8> {
        let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for at in (0..old.len().saturating_sub(PIECE - 1)).step_by(GRID) {
            let known = places.entry(&old[at..at + PIECE]).or_default();
            if known.len() < PLACES {
                known.push(at);
            }
        }
        let mut patch = Vec::new();
        // What is written: new bytes up to `done`, and where in the old file the last copy ended.
        let (mut done, mut ended) = (0, 0);
        // The copy that waits for its literal to end: where in the new and old file it starts, and how long it is.
        let (mut start, mut source, mut length) = (0, 0, approximate(old, new));
        let mut at = length;
        loop {
            let found = loop {
                if at >= new.len() {
                    break None;
                }
                if let Some(found) = best(old, new, &places, at, source + length + (at - start - length)) {
                    break Some(found);
                }
                at += 1;
            };
            // Backwards over what differs little, but not into the copy before.
            let back = found.map_or(0, |found| {
                let limit = (at - start - length).min(found);
                backwards(&old[found - limit..found], &new[at - limit..at])
            });
            let literal_end = found.map_or(new.len(), |_| at - back);
            push_varint(&mut patch, length as u64);
            push_signed(&mut patch, source, ended);
            patch.extend(
                new[start..start + length].iter().zip(&old[source..]).map(|(n, o)| n.wrapping_sub(*o)),
            );
            ended = source + length;
            push_varint(&mut patch, (literal_end - start - length) as u64);
            patch.extend(&new[start + length..literal_end]);
            done = done.max(literal_end);
            let Some(found) = found else { break };
            (start, source) = (literal_end, found - back);
            length = back + approximate(&old[found..], &new[at..]);
            at = start + length;
        }
        debug_assert_eq!(done, new.len());
        patch
    }

    /// The place in the old file with the longest equal run from `at` on; where the last copy would go on wins ties.
    fn best(
        old: &[u8],
        new: &[u8],
        places: &HashMap<&[u8], Vec<usize>>,
        at: usize,
        next: usize,
    ) -> Option<usize> {
        let piece = new.get(at..at + PIECE)?;
        let run = |&place: &usize| old[place..].iter().zip(&new[at..]).take_while(|(a, b)| a == b).count();
        let straight = Some(next).filter(|next| old.get(*next..next + PIECE) == Some(piece));
        let known = places.get(piece).map_or(&[][..], Vec::as_slice);
        known.iter().copied().chain(straight).max_by_key(run)
    }

    /// How many bytes from the start are worth copying with differences: as long as more than half agree.
    fn approximate(old: &[u8], new: &[u8]) -> usize {
        let (mut score, mut best, mut length) = (0i64, 0i64, 0);
        for (at, (a, b)) in old.iter().zip(new).enumerate() {
            score += if a == b { 1 } else { -1 };
            if score > best {
                (best, length) = (score, at + 1);
            }
            if score < best - 64 {
                break;
            }
        }
        length
    }

    fn backwards(old: &[u8], new: &[u8]) -> usize {
        let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
        approximate(&reversed(old), &reversed(new))
    }

    fn push_signed(out: &mut Vec<u8>, to: usize, from: usize) {
        let (distance, back) = (to.abs_diff(from) as u64, to < from);
        push_varint(out, distance << 1 | u64::from(back));
    }

    fn push_varint(out: &mut Vec<u8>, mut number: u64) {
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::{apply, make};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_patch_makes_the_new_of_the_old(
            old in prop::collection::vec(0u8..4, 0..600),
            cuts in prop::collection::vec((0usize..600, 0usize..40, prop::collection::vec(any::<u8>(), 0..30)), 0..6),
        ) {
            let mut new = old.clone();
            for (at, gone, put) in cuts {
                let at = at.min(new.len());
                let end = (at + gone).min(new.len());
                new.splice(at..end, put);
            }
            let patch = make(&old, &new);
            prop_assert_eq!(apply(&old, &patch, new.len()), Some(new.clone()));
            prop_assert_eq!(apply(&old, &patch, new.len() + 1), None);
        }

        #[test]
        fn no_patch_breaks_applying(old in prop::collection::vec(any::<u8>(), 0..50), patch in prop::collection::vec(any::<u8>(), 0..50)) {
            if let Some(new) = apply(&old, &patch, 40) {
                prop_assert_eq!(new.len(), 40);
            }
        }
    }

    #[test]
    fn a_patch_for_another_base_is_of_no_use() {
        let old: Vec<u8> = (0..4_000u32).flat_map(|n| (n * 7).to_le_bytes()).collect();
        let mut new = old.clone();
        new.splice(100..100, *b"something new");
        let patch = make(&old, &new);
        assert!(apply(&old[..200], &patch, new.len()).is_none());
        assert_ne!(apply(&new, &patch, new.len()).as_deref(), Some(new.as_slice()));
    }

    #[test]
    fn numbers_that_all_moved_on_by_one_cost_little() {
        let old: Vec<u8> = (0..10_000u32).flat_map(|n| (n * 977).to_le_bytes()).collect();
        let new: Vec<u8> = (0..10_000u32).flat_map(|n| (n * 977 + 40).to_le_bytes()).collect();
        let packed = crate::dataset::update::gzip::close(&make(&old, &new));
        assert!(packed.len() < old.len() / 10, "{} of {}", packed.len(), old.len());
    }
}
