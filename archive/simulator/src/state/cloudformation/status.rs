//! The statuses of the API.

use crate::wire_enum::wire_enum;

wire_enum! {
    /// The status of a stack.
    StackStatus {
        ReviewInProgress = "REVIEW_IN_PROGRESS",
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        CreateComplete = "CREATE_COMPLETE",
        RollbackInProgress = "ROLLBACK_IN_PROGRESS",
        RollbackFailed = "ROLLBACK_FAILED",
        RollbackComplete = "ROLLBACK_COMPLETE",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        DeleteFailed = "DELETE_FAILED",
        DeleteComplete = "DELETE_COMPLETE",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateCleanup = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        UpdateComplete = "UPDATE_COMPLETE",
        UpdateFailed = "UPDATE_FAILED",
        UpdateRollbackInProgress = "UPDATE_ROLLBACK_IN_PROGRESS",
        UpdateRollbackFailed = "UPDATE_ROLLBACK_FAILED",
        UpdateRollbackCleanup = "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        UpdateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE",
        ImportInProgress = "IMPORT_IN_PROGRESS",
        ImportComplete = "IMPORT_COMPLETE",
        ImportRollbackInProgress = "IMPORT_ROLLBACK_IN_PROGRESS",
        ImportRollbackFailed = "IMPORT_ROLLBACK_FAILED",
        ImportRollbackComplete = "IMPORT_ROLLBACK_COMPLETE",
    }
}

impl StackStatus {
    /// Whether an operation is in progress; `REVIEW_IN_PROGRESS` is not an operation.
    pub(crate) fn is_in_progress(self) -> bool {
        self != Self::ReviewInProgress && self.as_str().ends_with("_IN_PROGRESS")
    }

    /// Whether an update can start in this status.
    pub(crate) fn is_updatable(self) -> bool {
        matches!(
            self,
            Self::CreateComplete
                | Self::CreateFailed
                | Self::UpdateComplete
                | Self::UpdateFailed
                | Self::UpdateRollbackComplete
                | Self::ImportComplete
                | Self::ImportRollbackComplete
        )
    }
}

wire_enum! {
    /// The status of a resource.
    ResourceStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateFailed = "CREATE_FAILED",
        CreateComplete = "CREATE_COMPLETE",
        UpdateInProgress = "UPDATE_IN_PROGRESS",
        UpdateFailed = "UPDATE_FAILED",
        UpdateComplete = "UPDATE_COMPLETE",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        DeleteFailed = "DELETE_FAILED",
        DeleteComplete = "DELETE_COMPLETE",
        DeleteSkipped = "DELETE_SKIPPED",
        ImportInProgress = "IMPORT_IN_PROGRESS",
        ImportFailed = "IMPORT_FAILED",
        ImportComplete = "IMPORT_COMPLETE",
        ImportRollbackInProgress = "IMPORT_ROLLBACK_IN_PROGRESS",
        ImportRollbackFailed = "IMPORT_ROLLBACK_FAILED",
        ImportRollbackComplete = "IMPORT_ROLLBACK_COMPLETE",
    }
}

wire_enum! {
    /// The status of a change set.
    ChangeSetStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        CreateComplete = "CREATE_COMPLETE",
        Failed = "FAILED",
    }
}

wire_enum! {
    /// The execution status of a change set.
    ExecutionStatus {
        Unavailable = "UNAVAILABLE",
        Available = "AVAILABLE",
        InProgress = "EXECUTE_IN_PROGRESS",
        Complete = "EXECUTE_COMPLETE",
        Failed = "EXECUTE_FAILED",
        Obsolete = "OBSOLETE",
    }
}

wire_enum! {
    /// The type of a change set.
    ChangeSetType {
        Create = "CREATE",
        Update = "UPDATE",
        Import = "IMPORT",
    }
}

wire_enum! {
    /// What happens when an operation on a stack fails.
    OnFailure {
        DoNothing = "DO_NOTHING",
        Rollback = "ROLLBACK",
        Delete = "DELETE",
    }
}

wire_enum! {
    /// The status of a StackSet operation.
    SetOperationStatus {
        Queued = "QUEUED",
        Running = "RUNNING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Stopping = "STOPPING",
        Stopped = "STOPPED",
    }
}

wire_enum! {
    /// The action of a StackSet operation.
    SetAction {
        Create = "CREATE",
        Update = "UPDATE",
        Delete = "DELETE",
        DetectDrift = "DETECT_DRIFT",
    }
}

wire_enum! {
    /// The status of a StackSet operation for an instance.
    ResultStatus {
        Pending = "PENDING",
        Running = "RUNNING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
        // Of an instance only, whose deletion or import failed.
        Inoperable = "INOPERABLE",
        FailedImport = "FAILED_IMPORT",
    }
}

wire_enum! {
    /// The status of a stack instance.
    InstanceStatus {
        Current = "CURRENT",
        Outdated = "OUTDATED",
        Inoperable = "INOPERABLE",
    }
}

wire_enum! {
    /// The drift status.
    DriftStatus {
        NotChecked = "NOT_CHECKED",
        InSync = "IN_SYNC",
        Drifted = "DRIFTED",
        Unknown = "UNKNOWN",
    }
}
