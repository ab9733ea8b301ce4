using System.Collections.Concurrent;
using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>Which versions a report asks Azure for.</summary>
public sealed class NewestVersionReaderTests
{
    [Fact]
    public async Task One_question_for_each_type_and_train()
    {
        var types = new Types(type => [$"{type}-1"]);
        var newest = await ReadAsync(types, _ => Assert.Fail("no failure"), [.. Enumerable.Range(0, 50).SelectMany(at => new[] { SampleFleet.Extension(at, 0), SampleFleet.Extension(at, 3) })]);

        Assert.Equal(["Microsoft.AzureML.Kubernetes Stable", "microsoft.flux Stable"], types.Asked.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("microsoft.flux-1", newest.Find("MICROSOFT.FLUX", "stable"));
    }

    [Fact]
    public async Task The_newest_of_several_versions_counts()
    {
        var newest = await ReadAsync(new Types(_ => ["1.9.0", "1.10.0", "1.2.0"]), _ => Assert.Fail("no failure"), [SampleFleet.Extension(0, 0)]);

        Assert.Equal("1.10.0", newest.Find("microsoft.flux", "Stable"));
        Assert.Null(newest.Find("microsoft.flux", "preview"));
    }

    [Fact]
    public async Task A_failure_leaves_only_its_own_type_unknown()
    {
        var failures = new ConcurrentQueue<AksExtensionException>();
        var types = new Types(type => type == "microsoft.flux" ? throw Errors.ServiceUnavailable("Azure", "it is down", null) : ["2.0"]);

        var newest = await ReadAsync(types, failures.Enqueue, [SampleFleet.Extension(0, 0), SampleFleet.Extension(0, 1)]);

        Assert.Single(failures);
        Assert.Null(newest.Find("microsoft.flux", "Stable"));
        Assert.Equal("2.0", newest.Find("microsoft.dapr", "Stable"));
    }

    [Fact]
    public async Task Instances_without_a_type_are_not_asked_about()
    {
        var types = new Types(_ => ["1"]);
        await ReadAsync(types, _ => Assert.Fail("no failure"), [SampleFleet.Extension(SampleFleet.Reference(0), "a", type: null)]);

        Assert.Empty(types.Asked);
    }

    private static Task<NewestVersions> ReadAsync(Types types, Action<AksExtensionException> failed, IEnumerable<ClusterExtension> extensions) =>
        new NewestVersionReader(types).ReadAsync(extensions, failed, TestContext.Current.CancellationToken);

    private sealed class Types(Func<string, IEnumerable<string>> versions) : IExtensionTypeClient
    {
        public ConcurrentQueue<string> Asked { get; } = new();

        public async IAsyncEnumerable<ExtensionTypeVersionInfo> ListVersionsAsync(
            ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Assert.NotNull(scope.Cluster);
            Assert.True(filter.Latest);
            Asked.Enqueue($"{extensionType} {filter.ReleaseTrain}");
            await Task.Yield();
            foreach (var version in versions(extensionType))
            {
                yield return new() { Version = version };
            }
        }

        public IAsyncEnumerable<ExtensionTypeInfo> ListAsync(ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ExtensionTypeInfo> GetAsync(ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ExtensionTypeVersionInfo> GetVersionAsync(ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
