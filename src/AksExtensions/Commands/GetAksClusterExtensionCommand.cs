using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Shows the extensions of clusters.</summary>
[Cmdlet(VerbsCommon.Get, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class GetAksClusterExtensionCommand : ClusterCmdlet
{
    private PodReading? _pods;

    /// <summary>The names of the extensions; wildcards list those that match. Default: the name of the piped extension, otherwise all.</summary>
    [Parameter]
    [Alias("ExtensionName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Reads the pods in the extension's namespace that are not well, where Azure lists them.</summary>
    [Parameter]
    public SwitchParameter IncludePods { get; set; }

    /// <summary>Reads the pods through AKS Run Command where Azure does not list them. It starts a pod in each AKS cluster.</summary>
    [Parameter]
    public SwitchParameter UseRunCommand { get; set; }

    private bool IsPattern => Name is not null && Array.Exists(Name, NamePattern.Is);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        foreach (var name in Name ?? [])
        {
            // A pattern without its wildcards must be valid in a name.
            ExtensionReference.ValidateName(NamePattern.Is(name) ? "x" + string.Concat(name.Where(character => !"*?[]".Contains(character))) : name);
            NamePattern.Check(nameof(Name), name);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => Name is null ? [target.ExtensionName]
        // One list answers all patterns.
        : IsPattern ? [string.Join(',', Name)]
        : [.. Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        var pods = Pods;
        if (item.ExtensionName is not null && !IsPattern)
        {
            var extension = item.Extension;
            Run.Start(item.Cluster, async work => await WriteAsync(
                item.Cluster, [await Run.Service.Extensions.GetAsync(extension, work.CancellationToken)], pods, work));
            return;
        }

        var patterns = (Name ?? ["*"]).Select(NamePattern.Of).ToList();
        Run.Start(item.Cluster, async work =>
        {
            List<ClusterExtension> found = [];
            await foreach (var extension in Run.Service.Extensions.ListAsync(item.Cluster, work.CancellationToken))
            {
                if (patterns.Exists(pattern => pattern.IsMatch(extension.Name)))
                {
                    found.Add(extension);
                }

                if (pods is null && found.Count > 0)
                {
                    await WriteAsync(item.Cluster, found, pods, work);
                    found.Clear();
                }
            }

            // One command reads the pods of all extensions of a cluster.
            await WriteAsync(item.Cluster, found, pods, work);
        });
    }

    private PodReading? Pods => _pods ??= IncludePods || UseRunCommand ? new(Run, UseRunCommand) : null;

    private static async Task WriteAsync(ClusterReference cluster, List<ClusterExtension> extensions, PodReading? pods, Work work)
    {
        if (pods is not null && extensions.Count > 0)
        {
            await pods.ReadAsync(cluster, extensions, work);
        }

        foreach (var extension in extensions)
        {
            await work.Sink.WriteObjectAsync(extension, work.CancellationToken);
        }
    }
}
