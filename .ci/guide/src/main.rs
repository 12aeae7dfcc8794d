//! `guide BOOK FOLDER`: builds a book of mdBook into a folder.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(book), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: guide BOOK FOLDER".into());
    };
    let mut book = mdbook_driver::MDBook::load(book)?;
    book.config.build.build_dir = std::path::absolute(folder)?;
    Ok(book.build()?)
}
