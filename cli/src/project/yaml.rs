//! As much of YAML as it takes to look a few keys up: a tree whose aliases are shared, not copied, so that no file can make
//! it large, and which gives up on files that nest deep.

use std::collections::HashMap;
use std::rc::Rc;
use yaml_rust2::parser::{Event, Parser};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// A node.
#[derive(Debug)]
pub(crate) enum Node {
    /// A scalar, as text.
    Scalar(String),
    /// A list.
    List(Vec<Rc<Node>>),
    /// Pairs in the order of the text.
    Map(Vec<(String, Rc<Node>)>),
}

/// The first document; none when it is no YAML, or deeper than anyone writes by hand.
pub(crate) fn parse(text: &str) -> Option<Rc<Node>> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    loop {
        match parser.next_token().ok()?.0 {
            Event::StreamEnd | Event::DocumentEnd => return builder.root,
            Event::Scalar(text, _, anchor, _) => builder.add(anchor, Rc::new(Node::Scalar(text))),
            Event::Alias(anchor) => {
                let node = Rc::clone(builder.anchors.get(&anchor)?);
                builder.add(0, node);
            }
            Event::SequenceStart(anchor, _) => builder.open.push((anchor, Vec::new(), false)),
            Event::MappingStart(anchor, _) => builder.open.push((anchor, Vec::new(), true)),
            Event::SequenceEnd | Event::MappingEnd => builder.close()?,
            Event::Nothing | Event::StreamStart | Event::DocumentStart => {}
        }
        if builder.open.len() > MAX_DEPTH {
            return None;
        }
    }
}

#[derive(Default)]
struct Builder {
    /// Anchor, items so far, whether it is a map (keys and values in turn then).
    open: Vec<(usize, Vec<Rc<Node>>, bool)>,
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
}

impl Builder {
    fn add(&mut self, anchor: usize, node: Rc<Node>) {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some((_, items, _)) => items.push(node),
            None => self.root = Some(node),
        }
    }

    fn close(&mut self) -> Option<()> {
        let (anchor, items, is_map) = self.open.pop()?;
        let node = if is_map { Node::Map(pairs(&items)) } else { Node::List(items) };
        self.add(anchor, Rc::new(node));
        Some(())
    }
}

fn pairs(items: &[Rc<Node>]) -> Vec<(String, Rc<Node>)> {
    let (keys, _) = items.as_chunks::<2>();
    keys.iter().filter_map(|[key, value]| Some((key.text()?.to_owned(), Rc::clone(value)))).collect()
}

impl Node {
    /// A scalar's text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, also through merge keys (`<<`), whose depth is bounded.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.get_within(key, 8)
    }

    fn get_within(&self, key: &str, merges: usize) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        let own = pairs.iter().rev().find(|(name, _)| name == key).map(|(_, node)| &**node);
        if own.is_some() || merges == 0 {
            return own;
        }
        pairs.iter().filter(|(name, _)| name == "<<").find_map(|(_, node)| match &**node {
            Self::List(nodes) => nodes.iter().take(8).find_map(|node| node.get_within(key, merges - 1)),
            node => node.get_within(key, merges - 1),
        })
    }

    /// The pairs of a map.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &Self)> {
        let pairs = if let Self::Map(pairs) = self { pairs.as_slice() } else { &[] };
        pairs.iter().map(|(key, node)| (key.as_str(), &**node))
    }
}
