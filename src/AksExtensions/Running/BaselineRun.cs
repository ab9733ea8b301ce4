using System.Security;
using AksExtensions.DesiredState;
using AksExtensions.Loading;
using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Running;

/// <summary>A baseline document and the estate for Compare- and Sync-.</summary>
internal sealed class BaselineRun
{
    private readonly CommandRun _run;
    private readonly string _path;

    /// <summary>Reads a baseline. All its errors are reported at once, before any request.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="run">Its run.</param>
    /// <param name="path">The path of the document as specified.</param>
    /// <exception cref="AksExtensionException"><c>BaselineNotFound</c> or <c>BaselineInvalid</c>.</exception>
    public BaselineRun(PSCmdlet cmdlet, CommandRun run, string path)
    {
        _run = run;
        _path = SettingsInput.ResolvePath(cmdlet.SessionState.Path, path);
        Baseline = BaselineReader.ReadFile(_path, AzureLoadContext.Parser);
        foreach (var warning in Baseline.Warnings)
        {
            cmdlet.WriteWarning($"{Path.GetFileName(_path)}, {warning}");
        }
    }

    /// <summary>The desired state of the fleet.</summary>
    public Baseline Baseline { get; }

    /// <summary>The name of the document's file.</summary>
    public string FileName => Path.GetFileName(_path);

    /// <summary>The protected settings, which are read when they are needed.</summary>
    public SecretValues Secrets => new(Path.GetDirectoryName(_path)!, ReadVaultAsync);

    /// <summary>Refuses a ring that the baseline does not have.</summary>
    /// <exception cref="AksExtensionException"><c>RingNotFound</c>.</exception>
    public void RequireRing(string? ring)
    {
        if (ring is not null && !Baseline.Rings.Any(known => known.Name.Equals(ring, StringComparison.OrdinalIgnoreCase)))
        {
            throw Errors.RingNotFound(_path, ring, [.. Baseline.Rings.Select(known => known.Name)]);
        }
    }

    /// <summary>Refuses a selection of clusters when rings need all of them.</summary>
    /// <exception cref="AksExtensionException"><c>RingsNeedAllClusters</c>.</exception>
    public void RequireNoRings()
    {
        if (Baseline.Rings.Count > 0)
        {
            throw Errors.RingsNeedAllClusters(_path);
        }
    }

    /// <summary>Refuses variables that are not set and files that do not exist, before anything is sent.</summary>
    /// <exception cref="AksExtensionException"><c>BaselineInvalid</c>.</exception>
    public void RequireSecrets()
    {
        if (Secrets.Check(Baseline) is { Count: > 0 } faults)
        {
            throw Errors.BaselineInvalid(_path, [.. faults.Select(fault => fault.ToString())]);
        }
    }

    /// <summary>Reads the estate and makes the plan; entries that contradict each other are errors.</summary>
    public async Task<FleetPlan> ReadAsync(Appraiser appraiser, PlanScope scope, Work work)
    {
        var plan = await Reader(work.Sink).ReadAsync(Baseline, appraiser, scope, work.CancellationToken);
        foreach (var failure in FailuresOf(plan))
        {
            work.HasFailed = true;
            await work.Sink.WriteErrorAsync(failure, work.CancellationToken);
        }

        // Also the first of two clusters with one name shows its group.
        await work.Sink.AskAsync(
            _ =>
            {
                plan.Instances.ToList().ForEach(instance => work.Sink.Names.See(instance.Extension.Cluster));
                return true;
            },
            work.CancellationToken);
        return plan;
    }

    /// <summary>Reads the clusters, and plans for them as if they had no extensions. On the pipeline's thread.</summary>
    public FleetPlan ReadDesired(PlanScope scope)
    {
        var appraiser = new Appraiser(Baseline, new(), ring: null, _run.TimeProvider);
        return _run.Await(cancellationToken => Reader(_run.Sink).ReadDesiredAsync(Baseline, appraiser, scope, cancellationToken));
    }

    /// <summary>What a plan could not take into account.</summary>
    public IEnumerable<ErrorRecord> FailuresOf(FleetPlan plan) =>
    [
        .. plan.Overlaps.Select(overlap => ErrorRecords.Create(Errors.BaselineEntriesOverlap(
            _path, overlap.First.Name, $"{overlap.First.Place}", $"{overlap.Second.Place}", [.. overlap.Clusters.Select(cluster => cluster.Name)]))),
        .. plan.NotFound.Select(cluster => ErrorRecords.Create(Errors.ClusterNotFound(cluster), cluster)),
        .. plan.Failures.Select(failure => ErrorRecords.Create(failure)),
    ];

    private PlanReader Reader(CommandSink sink) => new(_run.Service, _run.Service.Estate, _run.TimeProvider, new EstateObserver(sink));

    // Get-Secret must run on the pipeline's thread, as every cmdlet does.
    private async Task<SecretValue> ReadVaultAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        SecretValue? value = null;
        SecretException? failure = null;
        await _run.Sink.AskAsync(
            cmdlet =>
            {
                try
                {
                    value = ReadVault(cmdlet, reference);
                }
                catch (SecretException refused)
                {
                    failure = refused;
                }

                return true;
            },
            cancellationToken);
        return value ?? throw failure!;
    }

    private static SecretValue ReadVault(PSCmdlet cmdlet, SecretReference reference)
    {
        if (cmdlet.InvokeCommand.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw new SecretException("the command Get-Secret does not exist; install the module Microsoft.PowerShell.SecretManagement");
        }

        object? secret;
        try
        {
            secret = cmdlet.InvokeCommand.InvokeScript(
                "param($Name, $Vault) if ($Vault) { Get-Secret -Name $Name -Vault $Vault -ErrorAction Stop } else { Get-Secret -Name $Name -ErrorAction Stop }",
                reference.Name, reference.Vault).FirstOrDefault()?.BaseObject;
        }
        catch (RuntimeException refused)
        {
            throw new SecretException(refused.Message.TrimEnd('.'), refused);
        }

        return secret switch
        {
            SecureString secure => new(secure),
            string text => new(text),
            null => throw new SecretException("the vault has no value"),
            var other => throw new SecretException($"it is a {other.GetType().Name}, not a text"),
        };
    }
}
