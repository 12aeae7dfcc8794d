//! An account without an administrator: the StackSet works with the roles of `archive bootstrap`, and whoever deploys has the statements
//! that `archive doctor` asks for, and nothing else.

use serde_json::{Value, json};

use crate::permissions::{MAY_ASK, allow};
use crate::place::{Ended, Place};

pub(crate) const ONE_REGION: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1']\n";
pub(crate) const TWO_REGIONS: &str =
    "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";
pub(crate) const DEPLOYER: &str = "DEPLOYER";
/// What a change of a role's scope is asked for.
const WIDER: [&str; 2] = ["--allow", "policy-broadening"];

/// An account without the roles of StackSets, and with the caller DEPLOYER, who may ask IAM what it may do.
pub(crate) struct Account {
    place: Place,
    /// The statements that DEPLOYER was granted.
    pub(crate) granted: std::cell::RefCell<Vec<Value>>,
}

impl std::ops::Deref for Account {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Account {
    pub(crate) fn new(configuration: &str) -> Self {
        Self::with(configuration, |_| {})
    }

    pub(crate) fn with(configuration: &str, change: impl FnOnce(&mut archive_simulator::Config)) -> Self {
        let may_ask = allow(json!(MAY_ASK), "*");
        let policy = json!({ "Version": "2012-10-17", "Statement": [may_ask] });
        let place = Place::with("", |config| {
            config.stack_set_roles = false;
            config.callers = [(DEPLOYER.to_owned(), policy)].into();
            change(config);
        });
        place.configure(configuration);
        Self { place, granted: Vec::new().into() }
    }

    /// Grants DEPLOYER what `doctor` asks for in this state, until it asks for nothing more.
    pub(crate) fn grant_what_doctor_asks_for(&self, words: &[&str]) {
        for _ in 0..3 {
            let ended = self.run_as(DEPLOYER, &[&["doctor"], words].concat());
            let checks = ended.checks("permissions");
            let remedies = checks.iter().filter(|check| check.passed == Some(false)).map(|check| check.remedy);
            let asked: Vec<Value> = remedies
                .map(|remedy| serde_json::from_str(remedy.strip_prefix("ask for this statement: ").unwrap()).unwrap())
                .collect();
            if asked.is_empty() {
                return;
            }
            let mut granted = self.granted.borrow_mut();
            granted.extend(asked);
            put_policy(self, DEPLOYER, "Granted", &granted);
        }
        panic!("doctor goes on asking for permissions");
    }

    /// An administrator creates the roles.
    pub(crate) fn bootstrap(&self) {
        succeeds(&self.run(&[&["bootstrap", "--yes"], WIDER.as_slice()].concat()));
    }

    /// DEPLOYER deploys.
    pub(crate) fn deploy(&self) -> Ended {
        self.run_as(DEPLOYER, &[&["deploy", "--yes"], WIDER.as_slice()].concat())
    }

    /// An archive that DEPLOYER has deployed.
    pub(crate) fn deployed(configuration: &str) -> Self {
        let account = Self::new(configuration);
        account.bootstrap();
        account.grant_what_doctor_asks_for(&[]);
        succeeds(&account.deploy());
        account
    }

    pub(crate) fn destroy(&self) {
        succeeds(&self.run_as(DEPLOYER, &["destroy", "--allow", "stack-deletion"]));
    }

    pub(crate) fn assert_healthy(&self) {
        succeeds(&self.run(&["status", "--check"]));
        succeeds(&self.run(&["drift", "--check"]));
        succeeds(&self.run(&["verify", "--timeout", "1"]));
    }
}

pub(crate) fn put_policy(place: &Place, role: &str, name: &str, statements: &[Value]) {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let policy: String = policy.bytes().map(|byte| format!("%{byte:02X}")).collect();
    place.iam(&format!("Action=PutRolePolicy&RoleName={role}&PolicyName={name}&PolicyDocument={policy}"));
}

#[track_caller]
pub(crate) fn succeeds(ended: &Ended) {
    assert_eq!(ended.code, 0, "{:#?}", ended.events.iter().rev().take(6).collect::<Vec<_>>());
}

#[track_caller]
pub(crate) fn fails(ended: &Ended, code: i32, why: &str) {
    let last = ended.events.last().unwrap();
    assert_eq!(ended.code, code, "{last:#}");
    assert!(format!("{:?}", ended.events).contains(why), "{why}: {last:#}");
}
