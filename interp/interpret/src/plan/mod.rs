//! Plans: what an inline cache or a trace knows about an operation on objects of a shape.
//!
//! A plan is a green value: looked up by ordinary Rust in classes, then carried out by generic
//! code, by the plain machine and by the recorder alike, so that cache and trace cannot disagree.

pub mod attribute;
pub mod binding;
pub mod call;
pub mod descriptor;
pub mod instance;
pub mod named;
pub mod special;
