//! What a new job has to say.

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::xml::Element;
use crate::s3control::operation::Operation;
use crate::s3control::tags;
use crate::scope::Scope;
use crate::state::s3control::{Job, JobStatus};
use crate::world::World;

/// The formats of manifests, and the only ones of reports and of generated manifests.
pub(super) const CSV: &str = "S3BatchOperations_CSV_20180820";
pub(super) const INVENTORY: &str = "S3InventoryReport_CSV_20161130";
pub(super) const GENERATED: &str = "S3InventoryReport_CSV_20211130";
const REPORT: &str = "Report_CSV_20180820";

/// Makes a job, or gives the one that was made by the same request before.
///
/// # Errors
/// What is wrong with the request.
pub(super) fn create(world: &mut World, scope: &Scope, request: Element) -> Result<String, ApiError> {
    check(&request)?;
    let tags = tags::read(request.get("Tags"))?;
    let token = request.text_at(&["ClientRequestToken"]);
    let known = world.region(scope).jobs.values().find(|job| job.request.text_at(&["ClientRequestToken"]) == token);
    if let Some(job) = known {
        if job.request == request {
            return Ok(job.id.clone());
        }
        let why = "The ClientRequestToken was used for a job with other parameters";
        return Err(ApiError::new(400, "IdempotencyException", why));
    }
    let id = world.ids.uuid();
    let priority = request.text_at(&["Priority"]).and_then(parse).unwrap_or(0);
    let job = Job {
        id: id.clone(),
        request,
        tags,
        priority,
        status: JobStatus::New,
        created: world.now,
        due: world.now.after(world.settings.batch_delay),
        suspended: None,
        ended: None,
        update_reason: None,
        failure: None,
        generated: None,
        tasks: Vec::new(),
        active_seconds: 0,
    };
    world.region(scope).jobs.insert(id.clone(), job);
    Ok(id)
}

fn refuse<T>(why: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::new(400, "BadRequestException", why))
}

fn check(request: &Element) -> Result<(), ApiError> {
    let text = |path: &[&str]| request.text_at(path).filter(|text| !text.is_empty());
    for name in ["ClientRequestToken", "RoleArn", "Priority"] {
        if text(&[name]).is_none() {
            return refuse(format!("CreateJob needs {name}"));
        }
    }
    if text(&["Priority"]).and_then(parse::<i32>).is_none_or(|priority| priority < 0) {
        return refuse("Priority must be a number from 0 to 2147483647");
    }
    if !text(&["RoleArn"]).is_some_and(|role| role.starts_with("arn:") && role.contains(":role/")) {
        return refuse("RoleArn must be the ARN of a role");
    }
    let operations = request.get("Operation").map(|operation| operation.children.as_slice()).unwrap_or(&[]);
    let [operation] = operations else { return refuse("CreateJob needs exactly one Operation") };
    Operation::read(operation)?;
    check_report(request)?;
    match (request.get("Manifest"), request.get("ManifestGenerator")) {
        (Some(manifest), None) => check_manifest(manifest),
        (None, Some(generator)) => check_generator(generator),
        _ => refuse("A job needs either a Manifest or a ManifestGenerator, and not both"),
    }
}

fn check_report(request: &Element) -> Result<(), ApiError> {
    let text = |name: &str| request.text_at(&["Report", name]);
    match text("Enabled") {
        Some("false") => Ok(()),
        Some("true") => {
            let is_bucket = text("Bucket").is_some_and(|bucket| bucket.starts_with("arn:") && bucket.contains(":s3:"));
            let has_scope = matches!(text("ReportScope"), Some("AllTasks" | "FailedTasksOnly"));
            if !is_bucket || !has_scope || text("Format") != Some(REPORT) {
                return refuse(format!(
                    "A Report that is enabled needs the ARN of a Bucket, the Format {REPORT}, and a ReportScope of AllTasks or FailedTasksOnly"
                ));
            }
            Ok(())
        }
        _ => refuse("CreateJob needs a Report that is Enabled or not"),
    }
}

fn check_manifest(manifest: &Element) -> Result<(), ApiError> {
    let has = |path: &[&str]| manifest.text_at(path).is_some_and(|text| !text.is_empty());
    if !has(&["Location", "ObjectArn"]) || !has(&["Location", "ETag"]) {
        return refuse("The Location of a Manifest needs an ObjectArn and an ETag");
    }
    let fields: Vec<&str> = manifest
        .get("Spec")
        .and_then(|spec| spec.get("Fields"))
        .map_or_else(Vec::new, |fields| fields.children.iter().map(|field| field.text.as_str()).collect());
    match manifest.text_at(&["Spec", "Format"]) {
        Some(CSV) if fields.contains(&"Bucket") && fields.contains(&"Key") => Ok(()),
        Some(CSV) => refuse(format!("The Fields of a manifest in the format {CSV} need Bucket and Key")),
        Some(INVENTORY) if fields.is_empty() => Ok(()),
        Some(INVENTORY) => refuse(format!("A manifest in the format {INVENTORY} has no Fields")),
        _ => refuse(format!("The Format of a Manifest is {CSV} or {INVENTORY}")),
    }
}

fn check_generator(generator: &Element) -> Result<(), ApiError> {
    let Some(own) = generator.get("S3JobManifestGenerator") else {
        return refuse("A ManifestGenerator needs an S3JobManifestGenerator");
    };
    if !own.text_at(&["SourceBucket"]).is_some_and(|bucket| bucket.starts_with("arn:") && bucket.contains(":s3:")) {
        return refuse("SourceBucket must be the ARN of a bucket");
    }
    match (own.text_at(&["EnableManifestOutput"]), own.get("ManifestOutputLocation")) {
        (Some("false"), _) => Ok(()),
        (Some("true"), Some(place)) if place.text_at(&["ManifestFormat"]) == Some(GENERATED) => Ok(()),
        (Some("true"), _) => {
            refuse(format!("EnableManifestOutput needs a ManifestOutputLocation with the ManifestFormat {GENERATED}"))
        }
        _ => refuse("S3JobManifestGenerator needs EnableManifestOutput"),
    }
}
