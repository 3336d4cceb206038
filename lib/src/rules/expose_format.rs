//! `EXPOSE 8080:80` becomes `EXPOSE 80`, `EXPOSE 80/TCP` becomes `EXPOSE 80/tcp`.
//!
//! ## Why
//!
//! EXPOSE documents ports of the container; addresses and ports of the host have no place in it and are ignored with a
//! warning (ExposeInvalidFormat). Protocols are written in lower case (ExposeProtoCasing).
//!
//! ## When it stays away
//!
//! When the word has a variable in it, or is no port at all.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM nginx:1.27
//! EXPOSE 8080:80 443/TCP
//! ```
//!
//! ```dockerfile after
//! FROM nginx:1.27
//! EXPOSE 80 443/tcp
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::syntax::Arguments;

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "expose-format",
        summary: "EXPOSE takes ports of the container, protocols in lower case",
        level: 1,
        phase: Phase::Normalise,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &["ExposeProtoCasing", "ExposeInvalidFormat", "DL3011"],
        page: page!("expose_format"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for instruction in view.instructions() {
        let Arguments::Expose(words) = &instruction.arguments else { continue };
        for word in words {
            let Some(wanted) = wanted(&word.text) else { continue };
            out.change(
                instruction.text,
                format!("EXPOSE takes a port of the container and a protocol in lower case: `{wanted}`"),
            )
            .replace(word.span, wanted);
        }
    }
}

/// The word as it should be; none where it is right or not understood.
fn wanted(word: &str) -> Option<String> {
    let (address, protocol) = word.split_once('/').map_or((word, None), |(address, protocol)| (address, Some(protocol)));
    let port = address.rsplit(':').next()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let host = address[..address.len() - port.len()].trim_end_matches(':');
    if !digits(port) || !host.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':' | b'-' | b'[' | b']')) {
        return None;
    }
    let protocol = match protocol {
        Some(protocol) if protocol.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("/{}", protocol.to_ascii_lowercase())
        }
        Some(_) => return None,
        None => String::new(),
    };
    let wanted = format!("{port}{protocol}");
    (wanted != word).then_some(wanted)
}
