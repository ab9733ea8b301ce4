using AksExtensions.Arm;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Shows which versions of a type of extension can be installed.</summary>
[Cmdlet(VerbsCommon.Get, "AksClusterExtensionTypeVersion", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ExtensionTypeVersionInfo))]
public sealed class GetAksClusterExtensionTypeVersionCommand : TypeCmdlet
{
    /// <summary>The type. With wildcards, the versions of all matching types, with a request for each.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>The version; wildcards list those that match. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Only versions that begin with this number, such as 1.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NotAFile]
    public int? MajorVersion { get; set; }

    /// <summary>Only the newest version.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        NamePattern.CheckSegment(nameof(ExtensionType), ExtensionType);
        NamePattern.CheckSegment(nameof(Version), Version);
        base.Validate();
    }

    /// <inheritdoc/>
    private protected override async Task AskAsync(ExtensionTypeScope scope, CommandSink sink, CancellationToken cancellationToken)
    {
        if (!NamePattern.Is(ExtensionType))
        {
            await AskAsync(scope, ExtensionType, sink, cancellationToken);
            return;
        }

        var pattern = NamePattern.Of(ExtensionType);
        await foreach (var type in Run.Service.ExtensionTypes.ListAsync(scope, new(ReleaseTrain, ClusterType: ClusterTypeFilter), cancellationToken))
        {
            if (pattern.IsMatch(type.Name))
            {
                await AskAsync(scope, type.Name, sink, cancellationToken);
            }
        }
    }

    private async Task AskAsync(ExtensionTypeScope scope, string type, CommandSink sink, CancellationToken cancellationToken)
    {
        var filter = new ExtensionTypeFilter(
            ReleaseTrain, ClusterType: ClusterTypeFilter, MajorVersion: MajorVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Latest: Latest ? true : null);
        // The request for one version takes no filter.
        if (Version is not null && !NamePattern.Is(Version) && filter == ExtensionTypeFilter.None)
        {
            await sink.WriteObjectAsync(await Run.Service.ExtensionTypes.GetVersionAsync(scope, type, Version, cancellationToken), cancellationToken);
            return;
        }

        var pattern = NamePattern.Of(Version);
        await foreach (var version in Run.Service.ExtensionTypes.ListVersionsAsync(scope, type, filter, cancellationToken))
        {
            if (pattern.IsMatch(version.Version))
            {
                await sink.WriteObjectAsync(version, cancellationToken);
            }
        }
    }
}
