//! `$(case … in a) … esac)`: brush-parser's tokenizer takes the pattern's parenthesis for the end of the substitution.
//! Such substitutions are masked while it looks.

use super::word::closing_parenthesis;

/// The text with the insides of the substitutions that hold a `case` made of `x`; none when there are none. Every byte stays
/// in its place.
pub(super) fn cases(text: &str) -> Option<String> {
    if !text.contains("case") || text.contains("<<") {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut masked = false;
    let mut at = 0;
    let mut quoted = false;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'\\' => at += 1,
            b'"' => quoted = !quoted,
            b'\'' if !quoted => at += text[at + 1..].find('\'').unwrap_or(text.len()) + 1,
            b'#' if !quoted && text[..at].ends_with([' ', '\t', '\n', ';', '(']) => {
                at += text[at..].find('\n').unwrap_or(text.len());
            }
            b'$' if text[at..].starts_with("$(") && !text[at..].starts_with("$((") => {
                let end = closing_parenthesis(text.as_bytes(), at + 2);
                if text.get(at + 2..end).is_some_and(|inside| inside.split_ascii_whitespace().any(|word| word == "case")) {
                    bytes[at + 2..end - 1].iter_mut().filter(|byte| byte.is_ascii()).for_each(|byte| *byte = b'x');
                    masked = true;
                }
                at = end - 1;
            }
            _ => {}
        }
        at += 1;
    }
    masked.then(|| String::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_in_substitutions_are_masked() {
        let before = "x=$(case a in b) c;; esac); y=\"$(id)\" # $(case";
        assert_eq!(cases(before).as_deref(), Some("x=$(xxxxxxxxxxxxxxxxxxxxx); y=\"$(id)\" # $(case"));
        assert_eq!(cases("x=$(id) case"), None);
        assert_eq!(cases("echo '$(case a in b) esac)'"), None);
        for text in ["$(case", "case $(", "case '", "case \\", "$(case é in b) ü;; esac)", "case $(é"] {
            let masked = cases(text);
            assert!(masked.is_none_or(|masked| masked.len() == text.len()));
        }
    }
}
