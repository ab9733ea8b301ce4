using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Shows which types of extension can be installed.</summary>
[Cmdlet(VerbsCommon.Get, "AksClusterExtensionType", DefaultParameterSetName = ParameterSets.BySubscription)]
[OutputType(typeof(ExtensionTypeInfo))]
public sealed class GetAksClusterExtensionTypeCommand : TypeCmdlet
{
    /// <summary>The type; wildcards list those that match. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <summary>Only types of this product (offer) of the Marketplace.</summary>
    [Parameter]
    [NotAFile]
    [ValidateNotNullOrEmpty]
    public string? PlanProduct { get; set; }

    /// <summary>Only types of this publisher of the Marketplace.</summary>
    [Parameter]
    [NotAFile]
    [ValidateNotNullOrEmpty]
    public string? PlanPublisher { get; set; }

    /// <summary>Only types of this plan of the Marketplace.</summary>
    [Parameter]
    [NotAFile]
    [ValidateNotNullOrEmpty]
    public string? PlanName { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        NamePattern.CheckSegment(nameof(ExtensionType), ExtensionType);
        base.Validate();
    }

    /// <inheritdoc/>
    private protected override async Task AskAsync(ExtensionTypeScope scope, CommandSink sink, CancellationToken cancellationToken)
    {
        var filter = new ExtensionTypeFilter(ReleaseTrain, PlanPublisher, PlanProduct, PlanName, ClusterTypeFilter);
        try
        {
            await foreach (var type in FindAsync(scope, filter, cancellationToken))
            {
                await sink.WriteObjectAsync(type, cancellationToken);
            }
        }
        catch (AksExtensionException failure)
            when (failure.ErrorId == nameof(Errors.ExtensionTypesUnavailable) && scope is { Cluster: null, Location: null })
        {
            // The catalogue does not know regions, and the cloud can have the types of each of them.
            throw Errors.ExtensionTypesUnavailable(failure.Target!, failure.Arm, "Specify a region with -Location, such as eastus, or a cluster.");
        }
        catch (AksExtensionException failure)
            when (failure.ErrorId is nameof(Errors.ExtensionTypesUnavailable) or nameof(Errors.ProviderNotRegistered))
        {
            sink.Warn(Messages.TypesFromCatalogue(failure));
            foreach (var type in KnownTypes.Find(scope, filter).Where(type => NamePattern.Of(ExtensionType).IsMatch(type.Name)))
            {
                await sink.WriteObjectAsync(type, cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<ExtensionTypeInfo> FindAsync(
        ExtensionTypeScope scope, ExtensionTypeFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The request for one type takes no filter.
        if (ExtensionType is not null && !NamePattern.Is(ExtensionType) && filter == ExtensionTypeFilter.None)
        {
            yield return await Run.Service.ExtensionTypes.GetAsync(scope, ExtensionType, cancellationToken);
            yield break;
        }

        var pattern = NamePattern.Of(ExtensionType);
        await foreach (var type in Run.Service.ExtensionTypes.ListAsync(scope, filter, cancellationToken))
        {
            if (pattern.IsMatch(type.Name))
            {
                yield return type;
            }
        }
    }
}
