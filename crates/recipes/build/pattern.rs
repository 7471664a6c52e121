//! The pattern language of a shape: a small subset of regular expressions, anchored at both ends.
//!
//! Literals, escapes (`\.` `\d` `\w`), classes (`[0-9a-f]`), and the counts `{n}`, `{n,m}` and `?`. No groups, no
//! alternatives, nothing unbounded. A part with a variable count must not share a byte with the part after it, so
//! that a greedy match is the only match and matching is linear.

/// One run of bytes of one class; mirrors `keyfob_recipes::Part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub class: [u64; 2],
    pub min: u16,
    pub max: u16,
}

impl Piece {
    fn holds(&self, byte: u8) -> bool {
        let half = if byte < 64 { self.class[0] } else { self.class[1] };
        byte < 128 && half >> (byte % 64) & 1 == 1
    }
}

/// Compiles `pattern`; the error says where it is wrong and what is allowed.
pub fn compile(pattern: &str) -> Result<Vec<Piece>, String> {
    let bytes = pattern.as_bytes();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let class = match byte {
            b'[' => bracket(bytes, &mut at)?,
            b'\\' => escape(bytes, &mut at)?,
            b'(' | b')' | b'|' | b'+' | b'*' | b'^' | b'$' | b'.' | b'{' | b'}' | b']' | b'?' => {
                return Err(format!(
                    "`{}` at byte {at}: only literals, escapes (\\.), classes ([a-z]) and the counts {{n}}, {{n,m}}, ? are known; patterns are anchored",
                    char::from(byte)
                ));
            }
            33..=126 => {
                at += 1;
                single(byte)
            }
            _ => return Err(format!("byte {at} is not printable ASCII")),
        };
        let (min, max) = count(pattern, &mut at)?;
        match pieces.last_mut() {
            // Joining equal neighbours keeps `aa` and `[0-9][0-9]{3}` short.
            Some(last) if last.class == class && last.min == last.max && min == max => {
                let sum = last.max.checked_add(max).ok_or("a count is too large")?;
                (last.min, last.max) = (sum, sum);
            }
            _ => pieces.push(Piece { class, min, max }),
        }
    }
    if pieces.is_empty() {
        return Err("the pattern is empty".to_owned());
    }
    for (index, pair) in pieces.windows(2).enumerate() {
        if let [a, b] = pair
            && a.min != a.max
            && (a.class[0] & b.class[0] != 0 || a.class[1] & b.class[1] != 0 || b.min == 0)
        {
            return Err(format!(
                "part {} has a variable count and the part after it may begin with the same byte; make the count fixed or the classes apart",
                index + 1
            ));
        }
    }
    Ok(pieces)
}

/// Whether `text` as a whole matches.
pub fn matches(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text.as_bytes();
    for piece in pieces {
        let run = rest.iter().take(usize::from(piece.max)).take_while(|b| piece.holds(**b)).count();
        if run < usize::from(piece.min) {
            return false;
        }
        rest = rest.get(run..).unwrap_or_default();
    }
    rest.is_empty()
}

fn single(byte: u8) -> [u64; 2] {
    let mut class = [0; 2];
    add(&mut class, byte);
    class
}

fn add(class: &mut [u64; 2], byte: u8) {
    if byte < 64 { class[0] |= 1 << byte } else { class[1] |= 1 << (byte - 64) }
}

fn escape(bytes: &[u8], at: &mut usize) -> Result<[u64; 2], String> {
    let byte = bytes.get(*at + 1).copied().ok_or("the pattern ends in a backslash")?;
    *at += 2;
    let mut class = [0; 2];
    match byte {
        b'd' => (b'0'..=b'9').for_each(|b| add(&mut class, b)),
        b'w' => (0..128).filter(|b: &u8| b.is_ascii_alphanumeric() || *b == b'_').for_each(|b| add(&mut class, b)),
        b if b.is_ascii_punctuation() => add(&mut class, b),
        b => return Err(format!("`\\{}` is not known; there are \\d, \\w and escaped punctuation", char::from(b))),
    }
    Ok(class)
}

fn bracket(bytes: &[u8], at: &mut usize) -> Result<[u64; 2], String> {
    let start = *at;
    *at += 1;
    let mut class = [0; 2];
    let open = || format!("the class at byte {start} is not closed");
    loop {
        let byte = *bytes.get(*at).ok_or_else(open)?;
        match byte {
            b']' => {
                *at += 1;
                break;
            }
            b'\\' => {
                let more = escape(bytes, at)?;
                class = [class[0] | more[0], class[1] | more[1]];
            }
            b'^' if *at == start + 1 => return Err("a class cannot be negated; name what belongs to it".to_owned()),
            _ => {
                let dash = bytes.get(*at + 1) == Some(&b'-') && bytes.get(*at + 2).is_some_and(|b| *b != b']');
                if dash {
                    let last = *bytes.get(*at + 2).ok_or_else(open)?;
                    if last < byte {
                        return Err(format!("range {}-{} runs backwards", char::from(byte), char::from(last)));
                    }
                    (byte..=last).for_each(|b| {
                        if b < 128 {
                            add(&mut class, b)
                        }
                    });
                    *at += 3;
                } else {
                    if byte >= 128 {
                        return Err(format!("byte {at} is not ASCII"));
                    }
                    add(&mut class, byte);
                    *at += 1;
                }
            }
        }
    }
    if class == [0; 2] { Err(format!("the class at byte {start} is empty")) } else { Ok(class) }
}

fn count(pattern: &str, at: &mut usize) -> Result<(u16, u16), String> {
    match pattern.as_bytes().get(*at) {
        Some(b'?') => {
            *at += 1;
            Ok((0, 1))
        }
        Some(b'{') => {
            let tail = pattern.get(*at + 1..).unwrap_or_default();
            let close = tail.find('}').ok_or("a count is not closed")?;
            let inside = tail.get(..close).unwrap_or_default();
            let (min, max) = inside.split_once(',').unwrap_or((inside, inside));
            let number =
                |text: &str| text.parse::<u16>().map_err(|_| format!("`{{{inside}}}`: write {{n}} or {{n,m}}"));
            let (min, max) = (number(min)?, number(max)?);
            if min > max || max == 0 {
                return Err(format!("`{{{inside}}}` can match nothing"));
            }
            *at += close + 2;
            Ok((min, max))
        }
        _ => Ok((1, 1)),
    }
}
