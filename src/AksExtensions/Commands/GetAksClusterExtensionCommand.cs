using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Shows the extensions of clusters.</summary>
[Cmdlet(VerbsCommon.Get, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class GetAksClusterExtensionCommand : ClusterCmdlet
{
    /// <summary>The names of the extensions; wildcards list those that match. Default: the name of the piped extension, otherwise all.</summary>
    [Parameter]
    [Alias("ExtensionName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string[]? Name { get; set; }

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
        if (item.ExtensionName is not null && !IsPattern)
        {
            var extension = item.Extension;
            Run.Start(item.Cluster, async work => await work.Sink.WriteObjectAsync(
                await Run.Service.Extensions.GetAsync(extension, work.CancellationToken), work.CancellationToken));
            return;
        }

        var patterns = (Name ?? ["*"]).Select(NamePattern.Of).ToList();
        Run.Start(item.Cluster, async work =>
        {
            await foreach (var extension in Run.Service.Extensions.ListAsync(item.Cluster, work.CancellationToken))
            {
                if (patterns.Exists(pattern => pattern.IsMatch(extension.Name)))
                {
                    await work.Sink.WriteObjectAsync(extension, work.CancellationToken);
                }
            }
        });
    }
}
