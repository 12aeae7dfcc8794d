//! S3 Control over the wire: REST with XML, whose addresses begin with the version of the API.

use cfn_spec::handlers::needed::PASS_ROLE;
use iam_evaluator::{Context, Request as Asked, Verdict};

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::authorise::authorise;
use crate::iam::caller::Caller;
use crate::parse::parse;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::xml::Element;
use crate::s3::access;
use crate::s3control::create::create;
use crate::s3control::role::SERVICE;
use crate::s3control::tags;
use crate::state::s3control::{Job, JobStatus};
use crate::world::World;

pub(crate) const NAMESPACE: &str = "http://awss3control.amazonaws.com/doc/2018-08-20/";

/// Where the addresses of the API begin.
const ROOT: &str = "/v20180820/";

/// The most jobs on a page.
const PAGE: usize = 1000;

/// The operation that a request to S3 Control asks for; none where it is not served.
pub(crate) fn operation(request: &Request) -> Option<&'static str> {
    let segments: Vec<&str> = request.path.strip_prefix(ROOT)?.trim_end_matches('/').split('/').collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["jobs"]) => Some("CreateJob"),
        ("GET", ["jobs"]) => Some("ListJobs"),
        ("GET", ["jobs", _]) => Some("DescribeJob"),
        ("GET", ["jobs", _, "tagging"]) => Some("GetJobTagging"),
        ("PUT", ["jobs", _, "tagging"]) => Some("PutJobTagging"),
        ("DELETE", ["jobs", _, "tagging"]) => Some("DeleteJobTagging"),
        ("POST", ["jobs", _, "status"]) => Some("UpdateJobStatus"),
        ("POST", ["jobs", _, "priority"]) => Some("UpdateJobPriority"),
        _ => None,
    }
}

/// Whether an address is one of S3 Control.
pub(crate) fn is_address(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// Answers one request.
///
/// # Errors
/// The refusal, by the names of the API's model.
pub(crate) fn handle(
    world: &mut World,
    caller: &Caller,
    request: &Request,
    operation: &str,
) -> Result<Reply, ApiError> {
    let scope = &caller.scope;
    if request.header("x-amz-account-id").is_some_and(|account| account != scope.account) {
        return Err(ApiError::new(403, "AccessDenied", "Access Denied"));
    }
    let id = request.path.split('/').nth(3).unwrap_or("").to_owned();
    let resource = if id.is_empty() { "*".to_owned() } else { arn::BATCH_JOB.arn(scope, &id) };
    access::check_own(world, caller, &format!("s3:{operation}"), &resource)?;
    match operation {
        "CreateJob" => {
            let document = document(request)?;
            if document.get("Tags").is_some_and(|tags| !tags.children.is_empty()) {
                access::check_own(world, caller, "s3:PutJobTagging", &arn::BATCH_JOB.arn(scope, "*"))?;
            }
            check_pass_role(world, caller, document.text_at(&["RoleArn"]).unwrap_or(""))?;
            let id = create(world, scope, document)?;
            Ok(answer(Element::new("CreateJobResult").with("JobId", id)))
        }
        "DescribeJob" => {
            let job = find(world, caller, &id)?;
            Ok(answer(Element::new("DescribeJobResult").child(description(job, arn::BATCH_JOB.arn(scope, id)))))
        }
        "ListJobs" => list(world, caller, request),
        "UpdateJobPriority" => {
            let priority = request.query("priority").and_then(parse::<u32>);
            let priority = priority.filter(|priority| i32::try_from(*priority).is_ok()).ok_or_else(|| {
                ApiError::new(400, "BadRequestException", "Priority must be a number from 0 to 2147483647")
            })?;
            let job = find_mut(world, caller, &id)?;
            job.priority = priority;
            Ok(answer(Element::new("UpdateJobPriorityResult").with("JobId", id).with("Priority", priority)))
        }
        "GetJobTagging" => {
            let job = find(world, caller, &id)?;
            Ok(answer(Element::new("GetJobTaggingResult").child(tags::element(&job.tags))))
        }
        "PutJobTagging" => {
            let tags = tags::read(document(request)?.get("Tags"))?;
            find_mut(world, caller, &id)?.tags = tags;
            Ok(answer(Element::new("PutJobTaggingResult")))
        }
        "DeleteJobTagging" => {
            find_mut(world, caller, &id)?.tags.clear();
            Ok(answer(Element::new("DeleteJobTaggingResult")))
        }
        _ => update_status(world, caller, request, &id),
    }
}

fn document(request: &Request) -> Result<Element, ApiError> {
    Element::parse(&request.body).map_err(|error| ApiError::new(400, "BadRequestException", error.message))
}

fn answer(root: Element) -> Reply {
    Reply::empty(200).header("Content-Type", "application/xml").body(root.attribute("xmlns", NAMESPACE).document())
}

fn not_found() -> ApiError {
    ApiError::new(404, "NotFoundException", "No such job")
}

fn find<'w>(world: &'w mut World, caller: &Caller, id: &str) -> Result<&'w Job, ApiError> {
    world.region(&caller.scope).jobs.get(id).ok_or_else(not_found)
}

fn find_mut<'w>(world: &'w mut World, caller: &Caller, id: &str) -> Result<&'w mut Job, ApiError> {
    world.region(&caller.scope).jobs.get_mut(id).ok_or_else(not_found)
}

/// The caller that creates a job passes a role to S3.
fn check_pass_role(world: &mut World, caller: &Caller, role: &str) -> Result<(), ApiError> {
    if caller.is_root() {
        return Ok(());
    }
    let context = Context::new().with("iam:PassedToService", SERVICE);
    let asked = Asked::new(caller.principal(), PASS_ROLE, role, &caller.scope.account).context(context);
    if authorise(world, &asked, None).verdict == Verdict::Allowed {
        return Ok(());
    }
    let why = format!(
        "User: {} is not authorized to perform: {PASS_ROLE} on resource: {role} because no identity-based policy allows the {PASS_ROLE} action",
        caller.arn()
    );
    Err(ApiError::new(403, "AccessDenied", why))
}

fn update_status(world: &mut World, caller: &Caller, request: &Request, id: &str) -> Result<Reply, ApiError> {
    let now = world.now;
    let asked = request.query("requestedJobStatus").unwrap_or("");
    let reason = request.query("statusUpdateReason").map(str::to_owned);
    let job = find_mut(world, caller, id)?;
    job.status = match (asked, job.status) {
        ("Ready", JobStatus::Suspended) => JobStatus::Ready,
        ("Cancelled", status) if !status.is_terminal() => JobStatus::Cancelling,
        ("Ready" | "Cancelled", status) => {
            let why = format!("The job's status is {status}, from which it cannot become {asked}");
            return Err(ApiError::new(400, "JobStatusException", why));
        }
        _ => {
            let why = "RequestedJobStatus must be Ready or Cancelled";
            return Err(ApiError::new(400, "BadRequestException", why));
        }
    };
    job.due = now;
    job.update_reason.clone_from(&reason);
    let root = Element::new("UpdateJobStatusResult").with("JobId", id).with("Status", job.status);
    Ok(answer(root.with_some("StatusUpdateReason", reason)))
}

fn list(world: &mut World, caller: &Caller, request: &Request) -> Result<Reply, ApiError> {
    let asked = || request.query.iter().filter(|(name, _)| name == "jobStatuses");
    if let Some((_, unknown)) = asked().find(|(_, status)| JobStatus::parse(status).is_none()) {
        // S3 has states that no job of the simulation is ever in.
        if !matches!(unknown.as_str(), "Paused" | "Pausing") {
            return Err(ApiError::new(400, "InvalidRequestException", format!("There is no job status {unknown}")));
        }
    }
    let from = match request.query("nextToken") {
        None => 0,
        Some(token) => token.parse::<usize>().map_err(|_| {
            ApiError::new(400, "InvalidNextTokenException", "The token is none that ListJobs has given")
        })?,
    };
    let limit = request.query("maxResults").and_then(parse).unwrap_or(PAGE).clamp(1, PAGE);
    let mut jobs: Vec<&Job> = world.region(&caller.scope).jobs.values().collect();
    jobs.retain(|job| asked().next().is_none() || asked().any(|(_, status)| status == job.status.as_str()));
    jobs.sort_by_key(|job| (std::cmp::Reverse(job.created), job.id.clone()));
    let next = from.saturating_add(limit);
    let token = (next < jobs.len()).then(|| next.to_string());
    let shown = jobs.into_iter().skip(from).take(limit).map(|job| {
        Element::new("member")
            .with("JobId", &job.id)
            .with_some("Description", job.request.text_at(&["Description"]))
            .with("Operation", job.operation())
            .with("Priority", job.priority)
            .with("Status", job.status)
            .with("CreationTime", job.created)
            .with_some("TerminationDate", job.ended)
            .child(progress(job))
    });
    let jobs = Element::members("Jobs", shown);
    Ok(answer(Element::new("ListJobsResult").with_some("NextToken", token).child(jobs)))
}

fn progress(job: &Job) -> Element {
    let (succeeded, failed) = job.counts();
    Element::new("ProgressSummary")
        .with("TotalNumberOfTasks", job.tasks.len())
        .with("NumberOfTasksSucceeded", succeeded)
        .with("NumberOfTasksFailed", failed)
        .child(Element::new("Timers").with("ElapsedTimeInActiveSeconds", job.active_seconds))
}

/// Failures of which AWS documents no code. A failure need not have one, so that these have a reason only.
const WITHOUT_CODE: [&str; 4] = ["TooManyFailedTasks", "JobReportNotWritten", "InvalidOperation", "InvalidFilter"];

fn description(job: &Job, arn: String) -> Element {
    let asked = |name: &str| job.request.get(name).cloned();
    let failures = job.failure.iter().map(|(code, why)| {
        let documented = Some(code).filter(|code| !WITHOUT_CODE.contains(&code.as_str()));
        Element::new("member").with_some("FailureCode", documented).with("FailureReason", why)
    });
    Element::new("Job")
        .with("JobId", &job.id)
        .with_some("ConfirmationRequired", job.request.text_at(&["ConfirmationRequired"]))
        .with_some("Description", job.request.text_at(&["Description"]))
        .with("JobArn", arn)
        .with("Status", job.status)
        .children(["Manifest", "Operation", "Report", "ManifestGenerator"].into_iter().filter_map(asked))
        .with("Priority", job.priority)
        .child(progress(job))
        .with_some("StatusUpdateReason", job.update_reason.as_ref())
        .child(Element::members("FailureReasons", failures))
        .with("CreationTime", job.created)
        .with_some("TerminationDate", job.ended)
        .with("RoleArn", job.role())
        .with_some("SuspendedDate", job.suspended)
        .with_some("SuspendedCause", job.suspended.map(|_| "Awaiting Confirmation"))
        .children(job.generated.clone())
}
