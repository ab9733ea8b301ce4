using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Shows one extension of a cluster, or lists those whose names match, or all.</summary>
[Cmdlet(VerbsCommon.Get, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class GetAksClusterExtensionCommand : ClusterCmdlet
{
    /// <summary>The instance's name; wildcards list those that match. Default: that of the piped extension, else all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string? Name { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (Name is not null)
        {
            // What is left of a pattern without its wildcards must be able to stand in a name.
            ExtensionReference.ValidateName(NamePattern.Is(Name) ? "x" + string.Concat(Name.Where(character => !"*?[]".Contains(character))) : Name);
        }

        NamePattern.Check(nameof(Name), Name);
    }

    /// <inheritdoc/>
    private protected override string? ExtensionNameOf(ClusterTarget target) => Name ?? target.ExtensionName;

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        if (item.ExtensionName is not null && !NamePattern.Is(item.ExtensionName))
        {
            var extension = item.Extension;
            Run.Start(item.Cluster, async work => await work.Sink.WriteObjectAsync(
                await Run.Service.Extensions.GetAsync(extension, work.CancellationToken), work.CancellationToken));
            return;
        }

        var pattern = NamePattern.Of(item.ExtensionName);
        Run.Start(item.Cluster, async work =>
        {
            await foreach (var extension in Run.Service.Extensions.ListAsync(item.Cluster, work.CancellationToken))
            {
                if (pattern.IsMatch(extension.Name))
                {
                    await work.Sink.WriteObjectAsync(extension, work.CancellationToken);
                }
            }
        });
    }
}
