//! The pages of the guide about the archive, run as they are read.

use archive_simulator::Config;
use test_support::guide::{self, Page};
use test_support::machine::{python, skip};
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

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_somewhere() {
    assert_eq!(test_support::book::faults(), Vec::<String>::new());
}
