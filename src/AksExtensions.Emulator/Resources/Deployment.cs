namespace AksExtensions.Emulator.Resources;

/// <summary>Why a resource of a deployment could not be started.</summary>
internal sealed record DeploymentError(string Code, string Message);

/// <summary>A deployment to a resource group. Its resources have started or were refused; nothing runs in the background.</summary>
internal sealed record Deployment
{
    /// <summary>The resource ID.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The ID of the operation.</summary>
    public required string OperationId { get; init; }

    /// <summary>The mode, which is always Incremental.</summary>
    public required string Mode { get; init; }

    /// <summary>The parameters as JSON, without the values of secure ones.</summary>
    public required string Parameters { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The operations of its resources.</summary>
    public IReadOnlyList<ExtensionOperation> Operations { get; init; } = [];

    /// <summary>The resources that were refused.</summary>
    public IReadOnlyList<DeploymentError> Errors { get; init; } = [];

    /// <summary>The state at a time: it ends with the last operation.</summary>
    public string StateAt(DateTimeOffset now) =>
        Operations.Any(operation => now < operation.EndsAt) ? "Running"
        : Errors.Count > 0 || Operations.Any(operation => operation.Outcome != OperationOutcome.Succeeded) ? "Failed"
        : "Succeeded";
}

/// <summary>The deployments, by ID. They are not in the state file.</summary>
internal sealed class DeploymentStore(Lock gate)
{
    private readonly Dictionary<string, Deployment> _deployments = new(StringComparer.OrdinalIgnoreCase);

    public Deployment? Find(string id)
    {
        lock (gate)
            return _deployments.GetValueOrDefault(id);
    }

    /// <summary>Adds or replaces a deployment.</summary>
    /// <returns>Whether there was none.</returns>
    public bool Put(Deployment deployment)
    {
        lock (gate)
        {
            var isNew = !_deployments.ContainsKey(deployment.Id);
            _deployments[deployment.Id] = deployment;
            return isNew;
        }
    }

    public void Clear()
    {
        lock (gate)
            _deployments.Clear();
    }
}
