//! Dispatches requests to services.

use crate::api_error::ApiError;
use crate::arn;
use crate::events::ManagementCall;
use crate::iam::caller::{Caller, check};
use crate::protocol::query;
use crate::protocol::query::Params;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::service::Service;
use crate::scope::Scope;
use crate::world::World;
use crate::{cloud_control, cloudformation, cloudwatch, events, iam, kms, s3, s3control, service_quotas, ssm, sts};

const CLOUDFORMATION: &str = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
const IAM: &str = "https://iam.amazonaws.com/doc/2010-05-08/";
const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// A request with its service, caller and operation.
#[derive(Debug)]
pub(crate) struct DispatchedRequest {
    pub(crate) service: Service,
    pub(crate) scope: Scope,
    pub(crate) caller: Caller,
    /// The operation, if the protocol names it; for S3 the HTTP method.
    pub(crate) operation: String,
    pub(crate) params: Params,
}

impl DispatchedRequest {
    /// A key that is equal for equal reads.
    pub(crate) fn identity(&self, request: &Request) -> String {
        let body = String::from_utf8_lossy(&request.body);
        format!("{:?} {:?} {} {} {:?} {body}", self.service, self.caller, self.operation, request.path, request.query)
    }

    /// Whether the operation only reads.
    pub(crate) fn is_read(&self) -> bool {
        let verbs = ["Describe", "List", "Get", "Validate", "GET", "HEAD"];
        verbs.iter().any(|verb| self.operation.starts_with(verb))
    }

    /// Whether AWS may answer with what was true before. S3 does not of objects and their lists.
    pub(crate) fn may_be_stale(&self, request: &Request) -> bool {
        self.is_read() && !(self.service == Service::S3 && s3::api::is_consistent(request))
    }
}

/// Determines the service of a request: by its credential scope, else by parameters that only one service has.
///
/// # Errors
/// The service is not simulated, or the request is not signed.
pub(crate) fn route(world: &World, request: &Request, account: &str) -> Result<DispatchedRequest, DispatchError> {
    let credential = request.credential();
    let target = request.header("x-amz-target").unwrap_or("");
    let is_form =
        request.header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let fields = if is_form { request.form() } else { request.query.clone() };
    let params = Params::from_pairs(fields);
    let named = credential.as_ref().map(|credential| credential.service.as_str());
    let service = match named {
        Some("cloudformation") => Service::CloudFormation,
        Some("kms") => Service::Kms,
        Some("iam") => Service::Iam,
        Some("sts") => Service::Sts,
        Some("ssm") => Service::Ssm,
        Some("servicequotas") => Service::Quotas,
        Some("cloudcontrolapi") => Service::CloudControl,
        Some("monitoring") => Service::CloudWatch,
        // S3 Control is signed as S3; its paths start with the version of its API.
        Some("s3") if s3control::api::is_address(&request.path) => Service::S3Control,
        Some("s3") => Service::S3,
        Some(other) => return Err(DispatchError::Unsupported(other.to_owned())),
        None if target.starts_with("TrentService.") => Service::Kms,
        None => match params.text("Version") {
            Some("2010-05-15") => Service::CloudFormation,
            Some("2010-05-08") => Service::Iam,
            Some("2011-06-15") => Service::Sts,
            _ => Service::S3,
        },
    };
    if credential.is_none() || !request.is_signed() {
        return Err(DispatchError::Unsigned(service));
    }
    let operation = match service {
        Service::S3 => request.method.clone(),
        Service::S3Control => match s3control::api::operation(request) {
            Some(operation) => operation.to_owned(),
            None => return Err(DispatchError::Unsupported("s3control, but for the jobs of Batch Operations".into())),
        },
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            target.rsplit_once('.').map_or(target, |(_, operation)| operation).to_owned()
        }
        Service::CloudFormation | Service::Iam | Service::Sts => params.text("Action").unwrap_or("").to_owned(),
    };
    let access_key = credential.as_ref().map(|credential| credential.access_key.as_str());
    let session = access_key.and_then(|key| world.sessions.get(key)).cloned();
    let account = match &session {
        Some(session) => &session.account,
        None => access_key.and_then(sts::account_of).unwrap_or(account),
    };
    let region = credential.as_ref().map(|credential| credential.region.as_str());
    // Requests to global endpoints and unsigned requests use us-east-1.
    let region = region.filter(|region| crate::scope::is_region(region)).unwrap_or("us-east-1");
    let scope = Scope::new(account, region);
    Ok(DispatchedRequest { service, caller: Caller { scope: scope.clone(), session }, scope, operation, params })
}

/// Why a request is not dispatched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DispatchError {
    /// The service is not simulated; its name as in the credential scope.
    Unsupported(String),
    Unsigned(Service),
}

impl DispatchError {
    /// The error response in the protocol of the request.
    pub(crate) fn reply(&self, request: &Request, request_id: &str) -> Reply {
        match self {
            Self::Unsigned(service) => refuse(*service, &unsigned(*service, request), request_id),
            Self::Unsupported(name) => {
                let why = format!(
                    "The simulator does not support the AWS service \"{name}\", only cloudcontrolapi, cloudformation, iam, kms, monitoring, s3, servicequotas, ssm, sts \
                     and the batch jobs of s3control; use AWS instead."
                );
                let error = ApiError::new(501, "NotImplemented", why);
                let is_xml = XML_SERVICES.iter().any(|service| name.starts_with(service))
                    || request.header("content-type").is_some_and(|kind| kind.contains("form-urlencoded"));
                if is_xml { refuse(Service::Sts, &error, request_id) } else { refuse(Service::Kms, &error, request_id) }
            }
        }
    }
}

/// Services that respond in XML to requests that are not forms.
const XML_SERVICES: &[&str] = &["cloudfront", "route53", "s3control"];

/// The error of an unsigned request. S3 has anonymous callers, which have no access to the simulated buckets.
fn unsigned(service: Service, request: &Request) -> ApiError {
    let why = "Request is missing Authentication Token";
    let old = request.header("authorization").is_some_and(|header| header.starts_with("AWS "));
    match service {
        Service::S3 if old || request.has_query("AWSAccessKeyId") => {
            let why = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
            ApiError::new(400, "InvalidRequest", why)
        }
        Service::S3 => ApiError::new(403, "AccessDenied", "Access Denied"),
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            ApiError::new(400, "MissingAuthenticationTokenException", why)
        }
        _ => ApiError::new(403, "MissingAuthenticationToken", why),
    }
}

/// Handles a request, and records it where a trail does.
pub(crate) fn answer(world: &mut World, routed: &DispatchedRequest, request: &Request, request_id: &str) -> Reply {
    let call = ManagementCall::of(world, routed, request);
    let reply = authorised(world, routed, request, request_id);
    if let Some(call) = call {
        events::record(world, &call, &reply);
    }
    reply
}

fn authorised(world: &mut World, routed: &DispatchedRequest, request: &Request, request_id: &str) -> Reply {
    let DispatchedRequest { service, scope, caller, operation, params } = routed;
    if let Err(refused) = check_region(world, *service, scope) {
        return refuse(*service, &refused, request_id);
    }
    if let Err(refused) = check(world, caller, *service, operation, params, &request.body) {
        return refuse(*service, &refused, request_id);
    }
    world.acting_role = caller.session.as_ref().map(|session| session.role.clone());
    let reply = handle(world, routed, request, request_id);
    world.acting_role = None;
    reply
}

fn handle(world: &mut World, routed: &DispatchedRequest, request: &Request, request_id: &str) -> Reply {
    let DispatchedRequest { service, scope, caller, operation, params } = routed;
    match service {
        Service::S3 => match cloudformation::response_url::receive(world, request) {
            Some(reply) => reply,
            None => s3::api::handle(world, caller, request, request_id),
        },
        Service::S3Control => match s3control::api::handle(world, caller, request, operation) {
            Ok(reply) => reply.header("x-amz-request-id", request_id),
            Err(error) => refuse(Service::S3Control, &error, request_id),
        },
        Service::Kms => match kms::api::handle(world, scope, operation, &request.body) {
            Ok(body) => Reply::json(200, body.to_string()),
            Err(error) => refuse(Service::Kms, &error, request_id),
        },
        Service::Ssm => match ssm::handle(world, scope, operation, &request.body) {
            Ok(body) => Reply::json(200, body.to_string()),
            Err(error) => refuse(Service::Ssm, &error, request_id),
        },
        Service::Quotas => match service_quotas::handle(world, operation, &request.body) {
            Ok(body) => Reply::json(200, body.to_string()),
            Err(error) => refuse(Service::Quotas, &error, request_id),
        },
        Service::CloudControl => match cloud_control::handle(world, caller, operation, &request.body) {
            Ok(body) => Reply::json(200, body.to_string()),
            Err(error) => refuse(Service::CloudControl, &error, request_id),
        },
        Service::CloudWatch => match cloudwatch::handle(world, scope, operation, &request.body) {
            Ok(body) => Reply::json(200, body.to_string()),
            Err(error) => refuse(Service::CloudWatch, &error, request_id),
        },
        Service::CloudFormation => {
            let result = cloudformation::api::handle(world, scope, operation, params);
            query_reply(*service, operation, result, request_id)
        }
        Service::Iam => query_reply(*service, operation, iam::api::handle(world, scope, operation, params), request_id),
        Service::Sts => query_reply(*service, operation, sts::handle(world, caller, operation, params), request_id),
    }
}

/// Credentials are not valid in a region that is not enabled. S3 checks the region of the bucket instead, and IAM is
/// global.
fn check_region(world: &World, service: Service, scope: &Scope) -> Result<(), ApiError> {
    let why = "The security token included in the request is invalid.";
    match service {
        Service::S3 | Service::Iam => Ok(()),
        _ if world.is_enabled(&scope.region) => Ok(()),
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            Err(ApiError::new(400, "UnrecognizedClientException", why))
        }
        Service::CloudFormation | Service::Sts | Service::S3Control => {
            Err(ApiError::new(403, "InvalidClientTokenId", why))
        }
    }
}

fn namespace(service: Service) -> &'static str {
    match service {
        Service::Iam => IAM,
        Service::Sts => STS,
        Service::S3Control => s3control::api::NAMESPACE,
        Service::CloudFormation
        | Service::S3
        | Service::Kms
        | Service::Ssm
        | Service::Quotas
        | Service::CloudControl
        | Service::CloudWatch => CLOUDFORMATION,
    }
}

fn query_reply(
    service: Service,
    operation: &str,
    result: Result<crate::protocol::xml::Element, ApiError>,
    request_id: &str,
) -> Reply {
    match result {
        Ok(result) => Reply::xml(200, query::response(namespace(service), operation, result, request_id)),
        Err(error) => refuse(service, &error, request_id),
    }
}

/// An error response in the protocol of the service.
pub(crate) fn refuse(service: Service, error: &ApiError, request_id: &str) -> Reply {
    match service {
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            let body = serde_json::json!({ "__type": error.code, "message": error.message });
            Reply::json(error.status, body.to_string()).header("x-amzn-ErrorType", &error.code)
        }
        Service::S3 => s3::api::error(error, request_id),
        Service::CloudFormation | Service::Iam | Service::Sts | Service::S3Control => {
            Reply::xml(error.status, query::error(namespace(service), error, request_id))
        }
    }
}

/// The throttling error of the service.
pub(crate) fn throttle(service: Service, request_id: &str) -> Reply {
    let error = match service {
        Service::S3 => ApiError::new(503, "SlowDown", "Please reduce your request rate."),
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            ApiError::new(400, "ThrottlingException", "Rate exceeded")
        }
        Service::S3Control => ApiError::new(400, "TooManyRequestsException", "Rate exceeded"),
        Service::CloudFormation | Service::Iam | Service::Sts => ApiError::new(400, "Throttling", "Rate exceeded"),
    };
    refuse(service, &error, request_id)
}

/// The internal error of the service.
pub(crate) fn fail(service: Service, request_id: &str) -> Reply {
    let error = match service {
        Service::S3 => ApiError::new(500, "InternalError", "We encountered an internal error. Please try again."),
        Service::Kms => {
            ApiError::new(500, "KMSInternalException", "The request was rejected because of an internal error.")
        }
        Service::S3Control => ApiError::new(500, "InternalServiceException", "An internal error has occurred."),
        Service::CloudFormation
        | Service::Iam
        | Service::Sts
        | Service::Ssm
        | Service::Quotas
        | Service::CloudControl
        | Service::CloudWatch => ApiError::new(500, "InternalFailure", "An internal error has occurred."),
    };
    refuse(service, &error, request_id)
}

/// The error of the service for a missing permission.
pub(crate) fn deny(routed: &DispatchedRequest, request_id: &str) -> Reply {
    let DispatchedRequest { service, scope, operation, .. } = routed;
    let prefix = match service {
        Service::CloudFormation | Service::CloudControl => "cloudformation",
        Service::Kms => "kms",
        Service::Iam => "iam",
        Service::Sts => "sts",
        Service::Ssm => "ssm",
        Service::S3Control => "s3",
        Service::Quotas => "servicequotas",
        Service::CloudWatch => "cloudwatch",
        Service::S3 => return refuse(*service, &ApiError::new(403, "AccessDenied", "Access Denied"), request_id),
    };
    let user = arn::ROOT_USER.arn(scope, "");
    let why = format!(
        "User: {user} is not authorized to perform: {prefix}:{operation} because no identity-based policy allows the \
         {prefix}:{operation} action"
    );
    let is_json =
        matches!(service, Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch);
    let (code, status) = if is_json { ("AccessDeniedException", 400) } else { ("AccessDenied", 403) };
    refuse(*service, &ApiError::new(status, code, why), request_id)
}

/// The error of the service for expired credentials.
pub(crate) fn expire(service: Service, request_id: &str) -> Reply {
    let why = "The security token included in the request is expired";
    let error = match service {
        Service::S3 => ApiError::new(400, "ExpiredToken", "The provided token has expired."),
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            ApiError::new(400, "ExpiredTokenException", why)
        }
        _ => ApiError::new(403, "ExpiredToken", why),
    };
    refuse(service, &error, request_id)
}
