using System.Text;
using AksExtensions.Core.Tests.Pods;
using AksExtensions.Pods;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Random settings files and resource IDs: each is accepted, or refused with one of our errors.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Files =
    [
        """{"a":"1","b.c":true,"d":1.50,"e":{"x":[1,"ü"]},"f":""}""",
        "{\n  \"enableInference\": \"True\",\n  \"replicas\": 3,\n  \"nested\": { \"list\": [ { \"a\": null }, \"\\u00fc\\ud83d\\ude00\" ] }\n}\n",
        "\uFEFF{}",
        """{"emoji":"😀","escapes":"\"\\\/\b\f\n\r\t","long":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""",
    ];

    private static readonly string[] Ids =
    [
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/r-g_(1).x/providers/microsoft.kubernetes/connectedclusters/Arc.1",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/ümläut/providers/Microsoft.ContainerService/managedClusters/a"
            + "/providers/Microsoft.KubernetesConfiguration/extensions/flux",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.HybridContainerService/provisionedClusters/p"
            + "/providers/microsoft.kubernetesconfiguration/Extensions/a.b-c",
    ];

    [Fact]
    public async Task A_settings_file_is_read_or_refused()
    {
        var mutator = new Mutator("\"", "\\", "{", "}", "[", "]", ":", ",", "null", "\\ud800", "\\u0000", "\0", "\n", "/*", "//", "\uFEFF", "a=b", "1e999", "-", new string('[', 70));

        await Fuzz.RunAsync(30, chance => new Input(mutator.Bytes(Files[chance.Next(Files.Length)], chance)), input =>
        {
            var plain = Refusal(() => SettingsFile.Parse("settings.json", input.Bytes, value => value), out var settings);
            var hidden = Refusal(() => SettingsFile.Parse("settings.json", input.Bytes, value => new SecretValue(value)), out var secrets);

            // Both read the same, and accepted settings can be sent.
            Assert.Equal(plain?.Message, hidden?.Message);
            Assert.Equal(settings, secrets?.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal()));
            Assert.All(settings ?? [], setting => Assert.Equal(setting.Value, Encoding.UTF8.GetString(new UTF8Encoding(false, true).GetBytes(setting.Value))));
            Assert.True(plain is null || plain.ErrorId is nameof(Errors.SettingsFileInvalid) or nameof(Errors.SettingInvalid), plain?.ErrorId);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Output_of_a_command_in_a_cluster_gives_pods_or_none()
    {
        var mutator = new Mutator(
            "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "\\ud800", "\\u001b", "\u001b", "\u202e", "\0", "\n", "\"items\":[", "\"kind\":\"Pod\"", "1e999", "-1", "\"\\ud800\":1,",
            "\"lastTimestamp\":\"x\"", "\"exitCode\":\"1\"", new string('[', 70));

        await Fuzz.RunAsync(5, chance => mutator.Text(PodState.All[chance.Next(PodState.All.Count)].Text, chance), text =>
        {
            var read = KubernetesText.Read(text);
            var pods = ClusterObjects.Read(read.Items, PodState.Now).Judge("dapr-system", PodState.Now);

            // What comes from a cluster is safe to show.
            foreach (var shown in pods.SelectMany(pod => new[] { pod.Name, pod.Reason, pod.Message, pod.Container, pod.LastEvent, pod.ToString(), pod.Diagnosis?.Evidence }).Concat(read.Messages))
            {
                Assert.Equal(Readable.Text(shown), shown);
            }

            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_resource_id_is_a_cluster_or_refused()
    {
        var endpoint = new Uri("https://management.azure.com");
        var mutator = new Mutator("/", "//", "..", ".", "%2f", "%", "?", "#", "\\", " ", "\0", "\n", "@", ":", "\u202e", "ü", "ı", "/extensions/", "/providers/", "a");

        await Fuzz.RunAsync(35, chance => mutator.Text(Ids[chance.Next(Ids.Length)], chance), id =>
        {
            string? name = null;
            if (Refusal(() => ClusterReference.Parse(id, out name), out var cluster) is { } refusal)
            {
                Assert.Equal(nameof(Errors.ClusterIdInvalid), refusal.ErrorId);
                return Task.CompletedTask;
            }

            // An accepted ID is one place, and stays so when it is part of an address.
            Assert.Equal(cluster, ClusterReference.Parse(cluster!.Id, out _));
            Assert.Equal(cluster.Path, new Uri(endpoint, cluster.Path).AbsolutePath);
            Assert.Equal(9, cluster.Path.Split('/').Length);
            if (name is not null && Refusal(() => new ExtensionReference(cluster, name), out var extension) is null)
            {
                Assert.Equal(extension!.Path, new Uri(endpoint, extension.Path).AbsolutePath);
                Assert.Equal(13, extension.Path.Split('/').Length);
            }

            return Task.CompletedTask;
        });
    }

    private static AksExtensionException? Refusal<T>(Func<T> read, out T? result)
        where T : class
    {
        try
        {
            result = read();
            return null;
        }
        catch (AksExtensionException refusal)
        {
            result = null;
            return refusal;
        }
    }

    /// <summary>Formats bytes for a failure message.</summary>
    private sealed record Input(byte[] Bytes)
    {
        public override string ToString() => $"{Encoding.UTF8.GetString(Bytes)}\n(base64 {Convert.ToBase64String(Bytes)})";
    }
}
