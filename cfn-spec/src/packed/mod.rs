//! The facts of resource types as one text, which a build script writes and a program embeds.
//!
//! The snapshot's files are written for people: reading one parses and merges a whole service. Here each resource type has a record: the
//! merged model of it and of its property types, without the URLs of their documentation, and its rules as the files have them. A record is
//! read when a template has a resource of the type. Names and other strings are not copied: they are borrowed from the text.
//!
//! ```text
//! <number of names> <where the name is> <where its record is> … <names> <records>
//! ```
//! The names are sorted, for a binary search. Numbers are written in bytes below 0x80, so that the whole is UTF-8.

mod constraints;
mod writer;

pub use writer::pack;
