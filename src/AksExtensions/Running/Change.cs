using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>The update of one extension on any number of clusters: checked once, then completed for each instance with what its type needs.</summary>
internal sealed class Change
{
    private readonly UpdateExtensionRequest _request;

    /// <summary>Checks a request; warnings go to the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="request">What was given.</param>
    /// <param name="skipRules">Whether the rules of the type are left out.</param>
    /// <exception cref="AksExtensionException"><c>NothingToUpdate</c> or <c>TypeRuleViolated</c>.</exception>
    public Change(PSCmdlet cmdlet, UpdateExtensionRequest request, bool skipRules)
    {
        _request = request;
        if (request.IsEmpty)
        {
            throw Errors.NothingToUpdate();
        }

        if (!skipRules && TypeCatalogue.BuiltIn.Find(request.ExpectedExtensionType) is { } type)
        {
            TypeReport.Write(cmdlet, type, TypeRules.Check(type, request));
        }
    }

    /// <summary>Asks whether to update the extension on one cluster, and starts the work.</summary>
    public void Process(PSCmdlet cmdlet, ClusterItem item, Confirmation confirmation, OperationRun operations)
    {
        var extension = item.Extension;
        var body = RequestBody.Show(_request);
        cmdlet.WriteDebug(body);
        // The instance's type is known here only when it was given.
        var added = TypeCatalogue.BuiltIn.Find(_request.ExpectedExtensionType) is { } type ? TypeAdditions.Preview(type, _request, item.Cluster) : [];
        if (confirmation.Agrees(extension, Messages.UpdateAction(extension, body, added), Messages.UpdateQuestion(extension)))
        {
            operations.Start(item.Cluster, work => UpdateAsync(extension, operations, work));
        }
    }

    private async Task UpdateAsync(ExtensionReference extension, OperationRun operations, Work work)
    {
        // Only another version may need more than was given, and then the version that is installed matters.
        var complete = _request.Version is null ? (Func<ClusterExtension, UpdateExtensionRequest>?)null : current => Complete(current, work.Sink.Verbose);
        if (await operations.Lifecycle.StartUpdateAsync(extension, _request, work.CancellationToken, complete) is { } started)
        {
            await operations.Runner.FollowAsync(started, work);
        }
    }

    private UpdateExtensionRequest Complete(ClusterExtension current, Action<string> verbose)
    {
        if (TypeCatalogue.BuiltIn.Find(current.ExtensionType) is not { } type)
        {
            return _request;
        }

        var completed = TypeAdditions.Complete(type, _request, current);
        TypeReport.WriteAdded(verbose, type, completed.Added);
        return completed.Request;
    }
}
