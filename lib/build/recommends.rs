//! `recommends.txt` in packed pieces: the table is as large as a tenth of the program otherwise.

use super::Failure;
use miniz_oxide::deflate::compress_to_vec;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How much text a piece holds at least, in bytes: larger ones are packed better, smaller ones unpacked sooner.
const PIECE: usize = 8192;

/// Writes the packed pieces to `recommends.packed`; what says where each lies, and with which package it begins.
pub(crate) fn table(out: &Path) -> Result<String, Failure> {
    let path = "src/knowledge/recommends.txt";
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut packed = Vec::new();
    let mut rows = String::new();
    let pieces = pieces(&text);
    for piece in &pieces {
        let first = piece.split([' ', '\n']).next().unwrap_or_default();
        let start = packed.len();
        packed.extend(compress_to_vec(piece.as_bytes(), 10));
        writeln!(rows, "    Piece {{ first: {first:?}, packed: {start}..{}, length: {} }},", packed.len(), piece.len())?;
    }
    fs::write(out.join("recommends.packed"), packed)?;
    Ok(format!("static PIECES: [Piece; {}] = [\n{rows}];\n", pieces.len()))
}

/// The lines without the comments, some to a piece.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if pieces.last().is_some_and(|piece| piece.len() >= PIECE) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(line);
            piece.push('\n');
        }
    }
    pieces
}
