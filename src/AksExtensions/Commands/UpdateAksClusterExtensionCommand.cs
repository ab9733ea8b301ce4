using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Changes an extension on a cluster, and waits until the change is installed.</summary>
[Cmdlet(VerbsData.Update, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class UpdateAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private UpdateExtensionRequest? _request;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The type that the instance has. Only checked: Azure cannot change it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <summary>The scope that the instance has. Only checked: Azure cannot change it.</summary>
    [Parameter]
    public ExtensionScope Scope { get; set; }

    /// <inheritdoc/>
    private protected override void CheckRequest()
    {
        _request = new()
        {
            AutoUpgradeMinorVersion = CheckedMinorVersion,
            AutoUpgradeMode = GivenMode,
            Version = Version,
            ReleaseTrain = ReleaseTrain,
            ConfigurationSettings = PlainSettings,
            ConfigurationProtectedSettings = ProtectedSettings,
            ExpectedExtensionType = ExtensionType,
            ExpectedScope = Given(nameof(Scope)) ? Scope : null,
        };
        if (_request.IsEmpty)
        {
            throw Errors.NothingToUpdate();
        }

        if (!SkipTypeRules && TypeCatalogue.BuiltIn.Find(ExtensionType) is { } type)
        {
            Report(type, TypeRules.Check(type, _request));
        }
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        var extension = ExtensionOf(target, cluster);
        var request = _request!;
        var body = RequestBody.Show(request);
        WriteDebug(body);
        // Which type the instance has is known here only when it was said.
        var added = TypeCatalogue.BuiltIn.Find(ExtensionType) is { } type ? TypeAdditions.Preview(type, request, cluster) : [];
        if (Agreed(extension, Messages.UpdateAction(extension, body, added), Messages.UpdateQuestion(extension), Force))
        {
            Start(cluster, async work =>
            {
                // Only another version may need more than was given, and then it matters which one is there.
                var complete = Version is null ? (Func<ClusterExtension, UpdateExtensionRequest>?)null : current => Complete(request, current, work.Sink.Verbose);
                if (await Runner.Lifecycle.StartUpdateAsync(extension, request, work.CancellationToken, complete) is { } started)
                {
                    await Runner.FollowAsync(started, work);
                }
            });
        }
    }

    private static UpdateExtensionRequest Complete(UpdateExtensionRequest request, ClusterExtension current, Action<string> verbose)
    {
        if (TypeCatalogue.BuiltIn.Find(current.ExtensionType) is not { } type)
        {
            return request;
        }

        var completed = TypeAdditions.Complete(type, request, current);
        if (completed.Added.Count > 0)
        {
            verbose(Messages.Added(type.Name, string.Join(", ", completed.Added)));
        }

        return completed.Request;
    }

    /// <inheritdoc/>
    private protected override bool AgreeToLose(ClusterExtension extension, IReadOnlyList<string> keys)
    {
        if (Force || IsDeclined("Confirm"))
        {
            return true;
        }

        try
        {
            return ShouldContinue(Messages.LosesProtectedSettings(extension, keys), MyInvocation.MyCommand.Name, ref _yesToAll, ref _noToAll);
        }
        catch (Exception failure) when (IsNobodyThere(failure))
        {
            throw Errors.ConfirmationRequired(
                extension.Id, $"This update would delete the protected settings {string.Join(", ", keys)}",
                "Give all protected settings that are to stay (Azure replaces them as a whole), or add -Force.");
        }
    }
}
