//! Somebody who deploys: a connection of their own to the same AWS, and an engine.

use std::time::SystemTime;

use archive::config::{Config, Region};
use archive::failover::{self, Failback, Returned};
use archive::promotion::{refuse_promoted, replica_stack};
use archive_simulator::Cloud;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use cfn_deploy::aws::{Aws, ConnectOptions};
use cfn_deploy::{Approver, DeletionResult, DestroyOptions, Engine, Error, Outcome, PollInterval};
use serde_json::json;
use test_support::deployer::Deployer;
pub(crate) use test_support::deployer::{ApproveAll, RefuseAll};
use test_support::simulated_aws::ACCOUNT;

use crate::hand::Hand;
use crate::history::History;
use crate::wanted::{OTHER_ACCOUNT, REGION, STACK, STACK_SET, Wanted};
use crate::wire::Wire;

/// Does what a remedy says, command by command. Gives whether it says any.
pub(crate) fn follow_remedy(hand: &Hand, remedy: &str) -> bool {
    let commands: Vec<&str> = remedy.split('`').filter(|part| part.starts_with("aws ")).collect();
    for command in &commands {
        let words: Vec<&str> = command.split(' ').collect();
        let ["aws", "kms", operation, "--region", region, "--key-id", key] = words[..] else {
            panic!("nobody here knows what `{command}` does")
        };
        let operation = match operation {
            "cancel-key-deletion" => "CancelKeyDeletion",
            "enable-key" => "EnableKey",
            other => panic!("nobody here knows what `aws kms {other}` does"),
        };
        let answer = hand.kms(region, operation, &json!({ "KeyId": key }));
        assert!(answer.is_ok(), "the remedy `{command}` does not help");
    }
    !commands.is_empty()
}

async fn connect(wire: &Wire, account: &str) -> Aws {
    let options = ConnectOptions {
        application: archive::APPLICATION,
        region: REGION.into(),
        endpoint_url: Some("http://simulated.invalid".into()),
        simulated_account: Some(account.into()),
        profile: None,
    };
    Aws::connect_through(options, SharedHttpClient::new(wire.clone())).await.unwrap()
}

/// A process with its connection. Once its wire is cut it is dead, and another takes its place.
pub(crate) struct Person {
    pub(crate) wire: Wire,
    deployer: Deployer,
    /// The connection to the account of the replicas, where that is another.
    replicas: Aws,
}

impl std::ops::Deref for Person {
    type Target = Deployer;

    fn deref(&self) -> &Deployer {
        &self.deployer
    }
}

impl Person {
    pub(crate) async fn new(who: &'static str, cloud: &Cloud, history: &History, seed: u64) -> Self {
        let wire = Wire::new(who, cloud.clone(), history.clone(), seed);
        let aws = connect(&wire, ACCOUNT).await;
        let replicas = connect(&wire.of_account(OTHER_ACCOUNT), OTHER_ACCOUNT).await;
        Self { wire, deployer: Deployer::new(aws, REGION).with_poll_interval(PollInterval::LOCAL), replicas }
    }

    /// An engine that asks `approver`, and reaches the account of the replicas.
    pub(crate) fn engine<'a>(&'a self, approver: &'a dyn Approver) -> Engine<'a> {
        self.deployer.engine(approver).with_account(OTHER_ACCOUNT, &self.replicas)
    }

    /// Brings the stack to what is wanted, in the way of the archive's own command.
    pub(crate) async fn deploy(&self, wanted: &Wanted, approver: &dyn Approver) -> Result<Outcome, Error> {
        let (engine, request) = (self.engine(approver), wanted.request());
        match wanted.config() {
            Some(config) => archive::deployment::deploy(&self.aws, &config, &engine, &request).await,
            None => engine.deploy(&request).await,
        }
    }

    /// Deletes the stack, in the way of the archive's own command.
    pub(crate) async fn destroy(&self, wanted: &Wanted, options: &DestroyOptions) -> Result<DeletionResult, Error> {
        let engine = self.engine(&ApproveAll);
        if let Some(config) = wanted.config() {
            refuse_promoted(&engine, &config).await?;
            archive::disabled::release(&self.aws, &engine, STACK_SET, |_| true).await?;
        }
        engine.destroy(STACK, options).await
    }

    /// The connections to the accounts of the primary bucket and of the replicas.
    pub(crate) fn clients(&self, config: &Config) -> (&Aws, &Aws) {
        let is_elsewhere = config.options().replica_account.is_some();
        (&self.aws, if is_elsewhere { &self.replicas } else { &self.aws })
    }

    /// Promotes the replica in `region`, in the way of the archive's own command.
    pub(crate) async fn fail_over(&self, config: &Config, region: Region, now: SystemTime) -> Result<(), Error> {
        let engine = self.engine(&ApproveAll);
        let replica = replica_stack(&self.aws, &engine, config, region).await?;
        match failover::promotion(&engine, config, (region, now), &replica).await? {
            Some(request) => failover::update(&engine, region, &request).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Returns what was written to a promoted replica, in the way of the archive's own commands; `None` if there is nothing to return.
    pub(crate) async fn fail_back(&self, config: &Config, region: Region) -> Result<Option<Returned>, Error> {
        let engine = self.engine(&ApproveAll);
        archive::bootstrap::deploy_failback(config, &engine, region).await?;
        let replica = replica_stack(&self.aws, &engine, config, region).await?;
        let made = failover::resources(&engine, config, region).await?;
        let Some(made) = made.filter(|_| replica.promotion.is_some()) else { return Ok(None) };
        let template = failover::replica_template(&engine, config, region).await?;
        let failback = Failback {
            aws: &self.aws,
            config,
            engine,
            region,
            account: ACCOUNT,
            made: &made,
            template: &template,
            interval: PollInterval::LOCAL,
            leaves_rest: false,
        };
        failback.run(replica).await.map(Some)
    }

    /// Does `work` until it is done, or until the wire is cut at the request after the next `requests`: then nothing comes of it.
    pub(crate) async fn until_cut<T>(&self, requests: u64, work: impl Future<Output = T>) -> Option<T> {
        self.wire.cut_after(requests);
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.wire.severed() => None,
        }
    }
}
