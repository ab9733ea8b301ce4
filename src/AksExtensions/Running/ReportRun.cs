using AksExtensions.Arm;
using AksExtensions.DesiredState;
using AksExtensions.Estate;
using AksExtensions.Loading;
using AksExtensions.Pipeline;
using AksExtensions.Report;

namespace AksExtensions.Running;

/// <summary>Reads what a report is made of, and writes it.</summary>
/// <param name="run">The command's run.</param>
/// <param name="file">The file to write.</param>
/// <param name="format">The format.</param>
/// <param name="title">The title.</param>
/// <param name="baseline">The baseline to compare with; null compares nothing.</param>
internal sealed class ReportRun(CommandRun run, ReportFile file, ReportFormat format, string title, BaselineRun? baseline)
{
    // A query names at most this many clusters; of more, those of the subscriptions are selected.
    private const int MostNames = 100;

    private readonly List<ClusterReference> _references = [];
    private readonly List<AksCluster> _clusters = [];
    private readonly List<ClusterExtension> _extensions = [];
    private readonly List<ReportSource> _sources = [];

    /// <summary>The path of the file.</summary>
    public string FilePath => file.Path;

    /// <summary>Takes an input object.</summary>
    /// <param name="input">An extension, a cluster, or what names a cluster.</param>
    /// <param name="resolve">Finds the cluster that a target names.</param>
    /// <exception cref="AksExtensionException">It names no cluster.</exception>
    public void Add(object input, Func<ClusterTarget, ClusterReference> resolve)
    {
        switch (input is PSObject wrapper ? wrapper.BaseObject : input)
        {
            case ClusterExtension extension:
                _extensions.Add(extension);
                break;
            case AksCluster cluster:
                _clusters.Add(cluster);
                break;
            case OnCluster other:
                _references.Add(other.Reference);
                break;
            default:
                _references.Add(resolve(ClusterTargetReader.Read(input)));
                break;
        }
    }

    /// <summary>Reads what is missing, and writes the report.</summary>
    /// <param name="isSearch">Whether the report is about the whole estate, because there was no input.</param>
    /// <param name="subscriptions">The subscriptions to search; null means all that the sign-in can see.</param>
    /// <param name="work">The work.</param>
    public async Task WriteAsync(bool isSearch, IReadOnlyList<string>? subscriptions, Work work)
    {
        try
        {
            if (isSearch)
            {
                await SearchAsync(new() { SubscriptionIds = subscriptions }, _ => true, work);
            }
            else if (_extensions.Count == 0 && _clusters.Count + _references.Count > 0)
            {
                // Clusters alone: that they have no extensions cannot be meant.
                var wanted = _clusters.Select(cluster => ClusterReference.Parse(cluster.Id, out _)).Concat(_references).ToHashSet();
                await SearchAsync(FilterFor(wanted), wanted.Contains, work);
            }
            else
            {
                _sources.Add(new("the pipeline"));
                await ReadClustersAsync(work);
            }

            var report = ReportBuilder.Build(await CompleteAsync(isSearch, subscriptions, work));
            file.Write(output => Writer.Write(report, output));
            // As Get-Item returns it, so that tables show its mode and size.
            await work.Sink.AskAsync(
                cmdlet =>
                {
                    cmdlet.WriteObject(cmdlet.InvokeProvider.Item.Get([file.Path], force: true, literalPath: true), enumerateCollection: true);
                    return true;
                },
                work.CancellationToken);
        }
        catch (AksExtensionException failure)
        {
            // A part of the fleet must not pass for all of it.
            work.Sink.End(ErrorRecords.Create(failure, file.Path));
        }
    }

    private IReportWriter Writer => format switch
    {
        ReportFormat.Csv => new CsvReport(),
        ReportFormat.Markdown => new MarkdownReport(),
        _ => AzureLoadContext.HtmlReport,
    };

    private async Task SearchAsync(ClusterFilter filter, Func<ClusterReference, bool> isWanted, Work work)
    {
        var clusters = EstateQuery.For(filter);
        var extensions = EstateQuery.For(new ExtensionFilter { SubscriptionIds = filter.SubscriptionIds, ClusterNames = filter.Names });
        _sources.AddRange([new("Azure Resource Graph", clusters.Text), new("Azure Resource Graph", extensions.Text)]);
        await Task.WhenAll(
            ReadAsync(clusters, run.Service.Estate.FindClustersAsync, _clusters, cluster => isWanted(ClusterReference.Parse(cluster.Id, out _)), work),
            ReadAsync(extensions, run.Service.Estate.FindExtensionsAsync, _extensions, extension => isWanted(extension.Reference), work));
    }

    // Extensions come without the facts of their clusters. What the report shows of these is worth one query, but no failure.
    private async Task ReadClustersAsync(Work work)
    {
        var known = _clusters.Select(cluster => ClusterReference.Parse(cluster.Id, out _)).ToHashSet();
        var wanted = _extensions.Select(extension => extension.Reference).Concat(_references)
            .Where(cluster => cluster.Type.Type == ClusterType.ManagedClusters && !known.Contains(cluster))
            .ToHashSet();
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            var query = EstateQuery.For(FilterFor(wanted));
            await ReadAsync(query, run.Service.Estate.FindClustersAsync, _clusters, cluster => wanted.Contains(ClusterReference.Parse(cluster.Id, out _)), work);
        }
        catch (AksExtensionException failure)
        {
            work.Sink.Verbose(Messages.ClustersUnknown(failure));
        }
    }

    private static ClusterFilter FilterFor(HashSet<ClusterReference> clusters) => new()
    {
        SubscriptionIds = [.. clusters.Select(cluster => cluster.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase)],
        Names = clusters.Count <= MostNames ? [.. clusters.Select(cluster => cluster.Name).Distinct(StringComparer.OrdinalIgnoreCase)] : null,
    };

    private async Task ReadAsync<T>(
        EstateQuery query, Func<EstatePageRequest, CancellationToken, Task<EstatePage<T>>> send, List<T> found, Func<T, bool> isWanted, Work work)
    {
        work.Sink.Verbose(query.Text);
        var reader = new EstateReader(run.TimeProvider, new EstateObserver(work.Sink));
        await foreach (var page in reader.ReadAsync(query, send, work.CancellationToken))
        {
            found.AddRange(page.Where(isWanted));
        }
    }

    private async Task<ReportInput> CompleteAsync(bool isSearch, IReadOnlyList<string>? subscriptions, Work work)
    {
        var newest = await AskAsync(work);
        var connection = run.Session.Connection;
        return new()
        {
            Title = title,
            CreatedAt = run.TimeProvider.GetUtcNow(),
            ModuleVersion = typeof(ReportRun).Assembly.GetName().Version!.ToString(3),
            Sources = _sources,
            References = _references,
            Clusters = _clusters,
            Extensions = _extensions,
            Offered = newest.Of,
            Drift = baseline is null ? null : await CompareAsync(baseline, isSearch, subscriptions, work),
            Baseline = baseline?.FileName,
            Portal = AzureCloud.Find(connection.Endpoint)?.Portal is { } portal ? new(portal, run.Session.Context.TenantId) : null,
        };
    }

    // About a cluster whose region is not known, Azure would be asked for each cluster; the newest installed version is good enough there.
    private async Task<NewestVersionReader> AskAsync(Work work)
    {
        var regions = _clusters.Where(cluster => !string.IsNullOrEmpty(cluster.Location))
            .GroupBy(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().Location!, StringComparer.OrdinalIgnoreCase);
        var reader = new NewestVersionReader(run.Service.ExtensionTypes, regions);
        try
        {
            await reader.ReadAsync(
                _extensions.Where(extension => !string.IsNullOrEmpty(extension.ExtensionType) && regions.ContainsKey(extension.ClusterId)),
                (_, failure) => work.Sink.Verbose(Messages.NewestUnknown(failure)), work.CancellationToken);
        }
        catch (AksExtensionException failure)
        {
            work.Sink.Verbose(Messages.NewestUnknown(failure));
        }

        return reader;
    }

    private async Task<IReadOnlyList<ExtensionDrift>> CompareAsync(BaselineRun compared, bool isSearch, IReadOnlyList<string>? subscriptions, Work work)
    {
        // A baseline is about AKS clusters; the others of the report are not missing.
        var clusters = _clusters.Select(cluster => ClusterReference.Parse(cluster.Id, out _))
            .Concat(_references)
            .Concat(_extensions.Select(extension => extension.Reference))
            .Where(cluster => cluster.Type.Type == ClusterType.ManagedClusters)
            .Distinct()
            .ToList();
        if (!isSearch && clusters.Count == 0)
        {
            return [];
        }

        var scope = new PlanScope { SubscriptionIds = subscriptions, Clusters = isSearch ? null : clusters };
        // What -Prune would remove is said to be so.
        var appraiser = new Appraiser(compared.Baseline, new() { Prune = true }, ring: null, run.TimeProvider);
        var plan = await compared.ReadAsync(appraiser, scope, work);
        return [.. plan.Instances.Select(instance => instance.ToDrift())];
    }
}
