//! What a program was built from and for, for its `--version`.

/// The long version of a program: its version, then a fact a line. `more` are the program's own.
pub fn build_facts(version: &str, more: &[(&str, &str)]) -> String {
    let commit = match env!("BUILD_COMMIT") {
        "unknown" => "not known, built from a checkout",
        commit => commit,
    };
    let own = [("commit", commit), ("target", env!("BUILD_TARGET")), ("profile", env!("BUILD_PROFILE"))];
    let facts = own.iter().chain(more).map(|(name, fact)| format!("\n{name}: {fact}"));
    format!("{version}{}", facts.collect::<String>())
}
