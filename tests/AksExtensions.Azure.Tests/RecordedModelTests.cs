using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Every extension that the real service was recorded to answer, read and compared leaf by leaf: nothing is lost.</summary>
public sealed class RecordedModelTests
{
    public static TheoryData<string, int> Recordings => new()
    {
        { Recording.AppEnvironment, 3 },
        { Recording.AppUp, 7 },
        { Recording.Dapr2023, 4 },
        { Recording.Dapr2022, 4 },
        { Recording.ServiceMesh, 9 },
        { Recording.Fleet, 4 },
        { Recording.LoadBalancer, 3 },
        { Recording.Aks2023, 3 },
        { Recording.Aks2024, 3 },
        { Recording.AksProtected, 3 },
        { Recording.AksSample, 3 },
        { Recording.PowerShellPatch, 6 },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task No_property_of_a_recorded_extension_is_lost(string file, int expected)
    {
        var recording = Recording.Load(file);
        var read = 0;
        foreach (var exchange in recording[..].Where(exchange => exchange.Status is 200 or 201 or 202 && exchange.Body.Contains("\"extensionType\"", StringComparison.Ordinal)))
        {
            var isList = exchange.Json["value"] is not null;
            using var handler = new ReplayHandler([exchange with { Method = "GET", Status = 200, RequestBody = null }]);
            using var service = Services.Over(handler, exchange.ApiVersion);

            List<ClusterExtension> extensions = isList
                ? await service.Extensions.ListAsync(exchange.Cluster, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)
                : [await service.Extensions.GetAsync(exchange.Extension, TestContext.Current.CancellationToken)];

            var resources = isList ? exchange.Json["value"]!.AsArray().ToArray() : [exchange.Json];
            Assert.Equal(resources.Length, extensions.Count);
            foreach (var (resource, extension) in resources.Zip(extensions))
            {
                ArmShape.AssertNothingLost(resource!.AsObject(), extension);
                read++;
            }
        }

        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("2025-03-01_GetExtensionWithManagementDetails.json")]
    [InlineData("2025-03-01_CreateExtension.json")]
    [InlineData("2025-03-01_PatchExtension.json")]
    [InlineData("2025-03-01_ListExtensions.json")]
    public void No_property_of_a_published_example_is_lost(string file)
    {
        var example = JsonNode.Parse(File.ReadAllText(SharedFiles.Require("examples", file)))!;
        var cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg1", "clusterName1");
        var bodies = example["responses"]!.AsObject().Select(response => response.Value!["body"]).OfType<JsonObject>().ToList();
        Assert.NotEmpty(bodies);

        foreach (var resource in bodies.SelectMany(body => body["value"] is JsonArray list ? list.Select(item => item!.AsObject()) : [body]))
        {
            using var json = System.Text.Json.JsonDocument.Parse(resource.ToJsonString());
            ArmShape.AssertNothingLost(resource, ModelMapper.Extension(json.RootElement, cluster));
        }
    }

    [Fact]
    public async Task Times_with_seven_digits_keep_them()
    {
        var exchange = Recording.Load(Recording.Dapr2023)[3];
        using var handler = new ReplayHandler([exchange]);
        using var service = Services.Over(handler, exchange.ApiVersion);

        var extension = await service.Extensions.GetAsync(exchange.Extension, TestContext.Current.CancellationToken);

        Assert.Equal(
            DateTimeOffset.Parse("2023-07-19T18:31:24.4169171+00:00", CultureInfo.InvariantCulture), extension.SystemData!.CreatedAt);
    }
}
