//! The pages of the guide about the archive, run as they are read.

use archive_simulator::Config;
use test_support::guide::{self, Page};
use test_support::machine::{python, repository, skip};
use test_support::program::{Ended, command};
use test_support::simulated_aws::SimulatedAws;

/// Without `--local` the commands of a page reach a simulated AWS of the test.
fn run(page: &str) {
    if !cfg!(unix) {
        return skip("bash", "the guide's commands are those of a Unix shell");
    }
    let aws = python().with_file_name("aws");
    let page = Page::read(page);
    if page.programs().any(|program| program == "aws") && !aws.exists() {
        return skip("awscli", "the page uses the AWS CLI");
    }
    let simulated = SimulatedAws::start(|config: &mut Config| config.stack_set_roles = false);
    let home = tempfile::tempdir().unwrap();
    let programs = tempfile::tempdir().unwrap();
    link(env!("CARGO_BIN_EXE_archive").as_ref(), &programs.path().join("archive"));
    if aws.exists() {
        link(&aws, &programs.path().join("aws"));
    }
    std::fs::write(home.path().join("config"), format!("[default]\nendpoint_url = {}\n", simulated.endpoint_url()))
        .unwrap();
    let credentials = "[default]\naws_access_key_id = SIMULATED\naws_secret_access_key = simulated\n";
    std::fs::write(home.path().join("credentials"), credentials).unwrap();
    page.run(home.path(), programs.path(), |_| {});
}

#[cfg(unix)]
fn link(program: &std::path::Path, name: &std::path::Path) {
    std::os::unix::fs::symlink(program, name).unwrap();
}

#[cfg(not(unix))]
fn link(_: &std::path::Path, _: &std::path::Path) {}

#[test]
fn from_nothing_to_a_deployed_archive() {
    run("archive/start.md");
}

#[test]
fn operating_an_archive() {
    run("archive/operate.md");
}

#[test]
fn the_primary_region_is_gone() {
    run("archive/failover.md");
}

#[test]
fn every_page_is_run_by_one_test_or_has_nothing_to_run() {
    let here = include_str!("guide.rs");
    let of_cfn = include_str!("../../../xtask/cfn/tests/deployments/guide.rs");
    for page in guide::pages() {
        let runs = format!("run(\"{page}\")");
        let has_commands = Page::read(&page).programs().any(|program| program != "cargo");
        assert_eq!(
            here.matches(&runs).count() + of_cfn.matches(&runs).count(),
            usize::from(has_commands),
            "the tests that run {page}"
        );
    }
}

/// The page has a row for each code of the help, which says what the code does in at least as many words.
#[test]
fn the_exit_codes_are_those_of_the_help() {
    let home = tempfile::tempdir().unwrap();
    let help = Ended::of(&mut command(env!("CARGO_BIN_EXE_archive"), home.path(), &["--help"])).succeeded().out;
    let codes = help.split("Exit codes:\n").nth(1).expect("the help has them");
    let codes = codes.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.trim().split_once("  "));
    let codes: Vec<(&str, &str)> = codes.filter(|(code, _)| code.parse::<u8>().is_ok()).collect();
    let page = std::fs::read_to_string(repository().join("docs/guide/src/reference/exit-codes.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows: Vec<(&str, &str)> = rows.filter(|(code, _)| code.parse::<u8>().is_ok()).collect();
    let numbers = |all: &[(&str, &str)]| all.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers(&codes), numbers(&rows));
    for ((code, said), (_, written)) in codes.iter().zip(&rows) {
        let first = said.trim().split([',', ';', '(']).next().unwrap().trim();
        assert!(written.starts_with(first), "{code}: the help says `{said}`, and the page `{written}`");
    }
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    assert_eq!(test_support::book::faults(), Vec::<String>::new());
}
