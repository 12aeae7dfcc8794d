//! Deploys a template: `cargo run -p cfn-deploy --example deploy -- STACK FILE REGION`. Dangers are refused.

use cfn_deploy::aws::{Application, Aws, ConnectOptions};
use cfn_deploy::{Engine, FixedApprover, PollInterval, StackRequest, TextReporter};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), String> {
    let [name, file, region] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "usage: deploy STACK FILE REGION")?;
    let template = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let request = StackRequest { name, template, ..StackRequest::default() };

    let application = Application::new("deploy-example", "1");
    let options = ConnectOptions { application, region: region.clone(), ..ConnectOptions::default() };
    let aws = Aws::connect(options).await.map_err(|error| error.to_string())?;
    let (reporter, approver) = (TextReporter::new(std::io::stderr()), FixedApprover::confirm_all());
    let ended = Engine::new(&aws, &region, &reporter, &approver, PollInterval::AWS).deploy(&request).await;

    let help = |error: &cfn_deploy::Error| error.help().map(|help| format!("\n  help: {help}")).unwrap_or_default();
    let outcome = ended.map_err(|error| format!("{error}{}", help(&error)))?;
    println!("{} {:?}", outcome.status, outcome.outputs);
    reporter.finish().map(|_| ()).map_err(|error| error.to_string())
}
