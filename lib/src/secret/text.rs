//! Credentials that a text spells out: passwords in addresses, tokens that can be told by their form.

use super::name::is_secret;
use std::ops::Range;

/// The first credential in a text: where it stands, and what it is. `expanded`: variables in it are filled in.
pub(crate) fn credential(text: &str, expanded: bool) -> Option<(Range<usize>, &'static str)> {
    let password = with_password(text, expanded).map(|range| (range, "the password in this address"));
    password.or_else(|| of_known_form(text).map(|range| (range, "this token")))
}

/// `https://user:password@host`, with variables where these are filled in; the place of what stands between `//` and `@`.
fn with_password(text: &str, expanded: bool) -> Option<Range<usize>> {
    text.match_indices("://").find_map(|(at, _)| {
        let start = at + 3;
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>'))?;
        let user = rest[..end].rfind('@')?;
        let (name, password) = rest[..user].split_once(':').unwrap_or((&rest[..user], ""));
        let is_variable = password.starts_with('$');
        let spelt_out = !password.is_empty() && !is_variable && !is_placeholder(password);
        let filled_in = is_variable || is_secret(name.trim_matches(['$', '{', '}']));
        (spelt_out || expanded && filled_in).then_some(start..start + user)
    })
}

/// What stands in examples: `<password>`, `%s`, `***`.
fn is_placeholder(password: &str) -> bool {
    password.starts_with(['<', '%', '*', '[']) || password.chars().all(|c| c == 'x' || c == 'X')
}

/// Tokens that their issuers let begin in a way of their own, and keys.
fn of_known_form(text: &str) -> Option<Range<usize>> {
    const FORMS: [(&str, usize); 9] = [
        ("AKIA", 16),
        ("github_pat_", 30),
        ("ghp_", 30),
        ("ghs_", 30),
        ("glpat-", 20),
        ("npm_", 36),
        ("pypi-AgEI", 50),
        ("xoxb-", 20),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", 0),
    ];
    let is_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    FORMS.iter().find_map(|(start, length)| {
        text.match_indices(start).find_map(|(at, _)| {
            let own = text[..at].chars().next_back().is_none_or(|before| !is_token(&before));
            let more = text[at + start.len()..].chars().take_while(is_token).count();
            (own && more >= *length).then(|| at..at + start.len() + more)
        })
    })
}
