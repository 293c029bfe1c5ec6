//! What may be assigned to or deleted.

use super::{Failure, Node, Parsed, Parser, Shape};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Assign,
    Delete,
    Loop,
}

/// The part of an expression that cannot be a target.
pub(super) fn invalid_target(node: &Node, purpose: Purpose) -> Option<&Node> {
    match node.shape {
        Shape::List | Shape::Tuple => {
            node.children.iter().find_map(|child| invalid_target(child, purpose))
        }
        Shape::Starred => {
            if purpose == Purpose::Delete {
                return Some(node);
            }
            node.children.first().and_then(|child| invalid_target(child, purpose))
        }
        Shape::Comparison if purpose == Purpose::Loop => match node.children.first() {
            Some(left) => invalid_target(left, purpose),
            None => None,
        },
        Shape::Name | Shape::Subscript | Shape::Attribute => None,
        _ => Some(node),
    }
}

impl Parser<'_> {
    pub(super) fn check_target(&mut self, node: &Node, purpose: Purpose) -> Parsed<()> {
        match invalid_target(node, purpose) {
            None => Ok(()),
            Some(bad) if self.explains => {
                let verb = if purpose == Purpose::Delete { "delete" } else { "assign to" };
                let message = format!("cannot {verb} {}", bad.shape.name());
                self.tell(message, bad.start, bad.end)
            }
            Some(_) => Err(Failure::Plain),
        }
    }
}
