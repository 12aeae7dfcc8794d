//! Templates as programs: they compile, run, and print the template again.

mod corpus;
mod fuzz;
mod harness;
mod own;
