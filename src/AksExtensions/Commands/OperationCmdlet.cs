using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>A command that starts or awaits long-running operations on existing extensions.</summary>
public abstract class OperationCmdlet : ClusterCmdlet
{
    private OperationRun? _operations;

    /// <summary>The names of the extensions. Default: that of the piped extension or operation.</summary>
    [Parameter]
    [Alias("ExtensionName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>How long to wait for each operation, in seconds. Default: 7200. The operation continues in Azure when the time ends.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int TimeoutSeconds { get; set; } = OperationRun.DefaultTimeoutSeconds;

    /// <summary>The operations of this command.</summary>
    private protected OperationRun Operations => _operations ??= new(this, Run, TimeoutSeconds, ReturnsAtOnce, pods: Pods);

    /// <summary>Whether to return the operation itself, without waiting for its end.</summary>
    private protected virtual bool ReturnsAtOnce => false;

    /// <summary>Reads the pods of an extension whose operation failed; null means that they are not read.</summary>
    private protected virtual PodReading? Pods => null;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        foreach (var name in Name ?? [])
        {
            ExtensionReference.ValidateName(name);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => Name ?? [target.RequireExtensionName()];
}
