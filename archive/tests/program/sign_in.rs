//! IAM Identity Center, and credentials whose time is over: before a deployment and in the middle of one.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use archive_simulator::WireFaultKind;
use serde_json::json;

use crate::world::{OTHER_ACCOUNT, World, end, once_begun};

const CONFIG: &str = "\
[profile acme]
sso_session = acme
sso_account_id = 222233334444
sso_role_name = Deployer
[sso-session acme]
sso_region = eu-central-1
sso_start_url = https://acme.awsapps.com/start
sso_registration_scopes = sso:account:access
";
/// Where the token of the session `acme` is kept: the name is the SHA-1 of the session's.
const TOKEN: &str = ".aws/sso/cache/293abb6b76d7791c0732cc517d38c4b5c734b87f.json";

/// A portal that gives the credentials of an account to whoever brings the token, and keeps what it was asked for.
struct Portal {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Portal {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let request: Vec<String> = lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
                let knows = request.iter().any(|line| line.to_lowercase() == "x-amz-sso_bearer_token: signed-in");
                let role = json!({ "roleCredentials": {
                    "accessKeyId": OTHER_ACCOUNT, "secretAccessKey": "portal-secret", "sessionToken": "portal-token", "expiration": 4_102_444_800_000_u64,
                }});
                let refusal = json!({ "message": "Session token not found or invalid" });
                let (status, body) = if knows { ("200 OK", role) } else { ("401 Unauthorized", refusal) };
                kept.lock().unwrap().push(request[0].clone());
                let (body, kind) =
                    (body.to_string(), if knows { "" } else { "x-amzn-errortype: UnauthorizedException\r\n" });
                let head =
                    format!("HTTP/1.1 {status}\r\n{kind}content-type: application/json\r\nconnection: close\r\n");
                write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
            }
        });
        Self { url, asked }
    }
}

async fn world(token: &str, expires: &str) -> World {
    let world = World::with(|config| config.stack_set_roles = false).await;
    world.write("config", CONFIG);
    let cached = json!({
        "startUrl": "https://acme.awsapps.com/start", "region": "eu-central-1", "accessToken": token, "expiresAt": expires,
    });
    world.write(TOKEN, &cached.to_string());
    world
}

async fn bootstrap(world: &World, portal: &Portal) -> crate::world::Ended {
    let mut command = world.bare(&["bootstrap", "--yes", "--prefix", "acme", "--profile", "acme"]);
    command.env("AWS_ENDPOINT_URL_SSO", &portal.url).arg("-vv");
    let ended = end(command).await;
    for secret in ["signed-in", "revoked", "portal-secret", "portal-token"] {
        assert!(!ended.out.contains(secret) && !ended.err.contains(secret), "{secret} is told: {}", ended.err);
    }
    ended
}

#[tokio::test]
async fn a_signed_in_profile_acts_in_the_account_that_the_portal_gives() {
    let (portal, world) = (Portal::open(), world("signed-in", "2099-01-01T00:00:00Z").await);
    let ended = bootstrap(&world, &portal).await.succeeded();
    assert!(ended.out.contains("arn:aws:iam::222233334444:role/"), "{}", ended.out);
    let asked = portal.asked.lock().unwrap().join("\n");
    assert!(asked.contains("role_name=Deployer") && asked.contains("account_id=222233334444"), "{asked}");
}

#[tokio::test]
async fn an_expired_sign_in_says_how_to_sign_in_with_this_profile() {
    let (portal, world) = (Portal::open(), world("signed-in", "2020-01-01T00:00:00Z").await);
    let ended = bootstrap(&world, &portal).await;
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("aws sso login --profile acme"), "{}", ended.err);
    assert!(portal.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_sign_in_that_was_revoked_says_so_as_well() {
    let (portal, world) = (Portal::open(), world("revoked", "2099-01-01T00:00:00Z").await);
    let ended = bootstrap(&world, &portal).await;
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("Session token not found or invalid"), "{}", ended.err);
    assert!(ended.err.contains("aws sso login --profile acme"), "{}", ended.err);
}

#[tokio::test]
async fn credentials_that_aws_does_not_take_change_nothing_and_exit_with_two() {
    let world = World::new().await;
    world.fault("DescribeStacks", 0, 1, WireFaultKind::ExpiredCredentials);
    let mut command = world.program(&["deploy", "--yes", "--output", "json"]);
    command.env("AWS_PROFILE", "work");
    let ended = end(command).await;
    assert_eq!(ended.code, 2, "{}", ended.out);
    let last = ended.events().pop().unwrap();
    assert_eq!((last["event"].as_str(), last["code"].as_i64()), (Some("error"), Some(2)));
    assert!(last["message"].as_str().unwrap().contains("ExpiredToken"), "{last}");
    assert!(last["remedy"].as_str().unwrap().contains("`aws sso login --profile work`"), "{last}");
    assert_eq!(world.status().await, None);
}

#[tokio::test]
async fn a_missing_permission_is_named_by_its_action() {
    let world = World::new().await;
    world.fault("CreateChangeSet", 0, 1, WireFaultKind::Denied);
    let ended = world.run(&["deploy", "--yes"]).await;
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("ask for the permission cloudformation:CreateChangeSet"), "{}", ended.err);
}

#[tokio::test]
async fn credentials_that_expire_in_the_middle_leave_the_operation_running_and_the_next_run_re_attaches() {
    let world = World::slow().await;
    world.fault("DescribeStackEvents", 1, 1, WireFaultKind::ExpiredCredentials);
    let ended = world.run(&["deploy", "--yes"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    for part in ["the operation on acme-archive continues", "ExpiredToken", "sign in again", "re-attach"] {
        assert!(ended.err.contains(part), "{part} is not in {}", ended.err);
    }
    assert_eq!(world.status().await.as_deref(), Some("CREATE_IN_PROGRESS"));
    let again = world.run(&["deploy", "--yes"]).await.succeeded();
    assert!(again.out.contains("BucketName = acme-archive"), "{}", again.out);
    assert_eq!((world.status().await.as_deref(), world.begun().await), (Some("CREATE_COMPLETE"), 1));
}

/// Gives credentials for five seconds, so that every call asks for new ones, until there is a file `signed-out`.
const SHORT_LIVED: &str = r#"
[ ! -e signed-out ] || { echo "the session has ended" >&2; exit 1; }
end=$(date -u -d "+5 seconds" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+5S +%Y-%m-%dT%H:%M:%SZ)
printf '{"Version":1,"AccessKeyId":"SIMULATED","SecretAccessKey":"s","SessionToken":"t","Expiration":"%s"}' "$end"
"#;

#[tokio::test]
async fn a_sign_in_that_ends_in_the_middle_is_not_taken_for_a_broken_network() {
    let world = World::slow().await;
    world.write("config", "[profile short]\ncredential_process = sh session.sh\n");
    world.write("session.sh", SHORT_LIVED);
    let deploy = || world.bare(&["deploy", "--yes", "--prefix", "acme", "--profile", "short", "--output", "json"]);
    let signed_out = world.path("signed-out");
    let sign_out = signed_out.clone();
    let (code, last) = once_begun(deploy(), move |_| std::fs::write(sign_out, "").unwrap()).await;
    assert_eq!(code, 5, "{last}");
    assert!(last["message"].as_str().unwrap().contains("the operation on acme-archive continues"), "{last}");
    assert!(last["remedy"].as_str().unwrap().contains("`aws sso login --profile short`"), "{last}");

    std::fs::remove_file(signed_out).unwrap();
    end(deploy()).await.succeeded();
    assert_eq!((world.status().await.as_deref(), world.begun().await), (Some("CREATE_COMPLETE"), 1));
}
