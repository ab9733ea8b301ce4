using AksExtensions.Arm;

namespace AksExtensions.Report;

/// <summary>
/// Asks Azure for the newest version of each type and release train that a fleet has: one request for each, about a cluster that has them. What
/// Azure does not answer remains unknown, because the API of extension types is in preview and a report does not depend on it.
/// </summary>
/// <param name="types">The extension types.</param>
internal sealed class NewestVersionReader(IExtensionTypeClient types)
{
    // A fleet has a dozen types on two or three trains.
    private const int MostQuestions = 100;
    private const int AtATime = 8;

    /// <summary>Reads the newest versions.</summary>
    /// <param name="extensions">The fleet.</param>
    /// <param name="failed">Called on any thread for what Azure does not answer.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<NewestVersions> ReadAsync(
        IEnumerable<ClusterExtension> extensions, Action<AksExtensionException> failed, CancellationToken cancellationToken)
    {
        var newest = new NewestVersions();
        var questions = extensions
            .Where(extension => !string.IsNullOrEmpty(extension.ExtensionType))
            .DistinctBy(extension => (extension.ExtensionType!.ToUpperInvariant(), extension.ReleaseTrain?.ToUpperInvariant()))
            .Take(MostQuestions);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(questions, options, async (extension, stop) =>
        {
            try
            {
                var train = string.IsNullOrEmpty(extension.ReleaseTrain) ? null : extension.ReleaseTrain;
                var versions = types.ListVersionsAsync(new(extension.Reference), extension.ExtensionType!, new(train, Latest: true), stop);
                await foreach (var version in versions)
                {
                    lock (newest)
                    {
                        newest.Add(extension.ExtensionType!, extension.ReleaseTrain, version.Version);
                    }
                }
            }
            catch (AksExtensionException failure)
            {
                failed(failure);
            }
        });
        return newest;
    }
}
