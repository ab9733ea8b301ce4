using System.Diagnostics;
using System.Text.Json;
using AksExtensions.Diagnosis;
using AksExtensions.Pods;
using Xunit;

namespace AksExtensions.Core.Tests.Pods;

/// <summary>Which pods are not well, and why, on namespaces as kubectl shows them.</summary>
public sealed class PodJudgeTests
{
    private const string Namespace = "dapr-system";

    public static TheoryData<string> States => [.. PodState.All.Select(state => state.State)];

    [Theory]
    [MemberData(nameof(States))]
    public void A_namespace_gives_what_is_not_well_in_it_and_nothing_else(string name)
    {
        var state = Of(name);

        var pods = Judge(state.Text);

        Assert.Equal(state.Expect, pods.Select(Shown));
        Assert.All(pods, pod => Assert.Equal(Namespace, pod.Namespace));
    }

    [Fact]
    public void There_are_twenty_states_with_a_cause_and_several_that_are_well()
    {
        Assert.InRange(PodState.All.Count(state => state.Expect.Any(pod => pod.Cause is not null)), 20, int.MaxValue);
        Assert.InRange(PodState.All.Count(state => state.Expect.Count == 0), 8, int.MaxValue);
        Assert.Equal(PodState.All.Count, PodState.All.DistinctBy(state => state.State).Count());
    }

    [Theory]
    [MemberData(nameof(States))]
    public void The_command_drops_specifications_and_keeps_what_the_judgment_needs(string name)
    {
        var state = Of(name);
        if (Jq(PodsCommand.For([Namespace]), state.Text) is not { } output)
        {
            Assert.Skip("jq is not installed.");
            return;
        }

        Assert.Equal(state.Expect, Judge(output).Select(Shown));
        Assert.DoesNotContain("s3cr3t", output, StringComparison.Ordinal);
        Assert.True(output.Length < Math.Max(1, state.Text.Length * 2 / 3), $"{output.Length} of {state.Text.Length} characters are left.");
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Values_of_a_specification_are_in_no_property(string name)
    {
        Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(Judge(Of(name).Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_was_cut_anywhere_gives_the_whole_objects_before_the_cut()
    {
        var text = Of("Two pods, of which one is well").Text;
        var healthy = text.IndexOf("\"name\": \"dapr-sentry-6f7d9b8c55-m4k2p\"", StringComparison.Ordinal);
        for (var length = 0; length < text.Length; length += 17)
        {
            var read = KubernetesText.Read(text[..length]);

            Assert.Equal(length > text.IndexOf('{', StringComparison.Ordinal), read.IsCut);
            Assert.InRange(read.Items.Count, 0, length > healthy ? 2 : 0);
            Assert.All(read.Items, item => Assert.NotNull(KubernetesReader.Read(item, PodState.Now)));
        }

        Assert.False(KubernetesText.Read(text).IsCut);
        Assert.Equal(2, KubernetesText.Read(text).Items.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Error from server (Forbidden): pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the namespace \"dapr-system\"")]
    [InlineData("No resources found in dapr-system namespace.")]
    [InlineData("{")]
    [InlineData("{\"kind\":5,\"metadata\":7}")]
    [InlineData("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"\\ud800\"}}")]
    [InlineData("{\"apiVersion\":\"v1\",\"items\":null,\"kind\":\"List\"}")]
    [InlineData("{\"apiVersion\":\"v1\",\"items\":[null,1,\"x\",[{}]],\"kind\":\"List\"}")]
    [InlineData("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"namespace\":\"dapr-system\",\"ownerReferences\":[3]},\"status\":{\"phase\":\"Succeeded\",\"containerStatuses\":{\"a\":1},\"conditions\":[[]]}}")]
    public void Text_that_is_no_document_gives_no_pods(string text) => Assert.Empty(Judge(text));

    [Fact]
    public void Messages_of_kubectl_are_kept()
    {
        var text = "E1126 memcache.go:265 couldn't get resource list\n" + Of("Healthy").Text + "\nError from server (Forbidden): events is forbidden\u001b[31m\n";

        var read = KubernetesText.Read(text);

        Assert.Equal(["E1126 memcache.go:265 couldn't get resource list", "Error from server (Forbidden): events is forbidden\\u001b[31m"], read.Messages);
        Assert.False(read.IsCut);
        Assert.NotEmpty(read.Items);
    }

    [Fact]
    public void Several_lists_are_read_as_one_and_each_namespace_is_judged_alone()
    {
        var other = Of("OOMKilled").Text.Replace($"\"namespace\": \"{Namespace}\"", "\"namespace\": \"other\"", StringComparison.Ordinal);
        var objects = ClusterObjects.Read(KubernetesText.Read(Of("Quota exceeded").Text + other).Items, PodState.Now);

        Assert.Equal("NamespaceQuotaExceeded", Assert.Single(objects.Judge(Namespace, PodState.Now)).Cause);
        Assert.Equal("ContainerOutOfMemory", Assert.Single(objects.Judge("other", PodState.Now)).Cause);
        Assert.Empty(objects.Judge("third", PodState.Now));
    }

    [Fact]
    public void Texts_of_a_cluster_are_shown_with_their_control_characters_escaped()
    {
        var text = Of("CreateContainerConfigError").Text.Replace("secret \\u0022dapr-api-token", "\\u001b]0;x\\u0007\\u202e secret \\u0022dapr-api-token", StringComparison.Ordinal);

        var pod = Assert.Single(Judge(text));

        Assert.StartsWith("\\u001b]0;x\\u0007\\u202e secret", pod.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', pod.ToString());
        Assert.DoesNotContain('\u001b', pod.LastEvent!);
        Assert.Equal("ContainerConfigMissing", pod.Cause);
    }

    [Fact]
    public void A_pod_has_its_last_warnings_newest_first()
    {
        var pod = Assert.Single(Judge(Of("CrashLoopBackOff").Text));

        Assert.Equal(["BackOff", "FailedMount"], pod.Events.Select(happening => happening.Reason));
        Assert.Equal((40, new DateTimeOffset(2026, 10, 1, 10, 27, 0, TimeSpan.Zero)), (pod.Events[0].Count, pod.Events[0].Time));
        Assert.Equal("CrashLoopBackOff (2)", pod.DisplayReason);
        Assert.Equal(9, pod.RestartCount);
        Assert.Equal("aks-nodepool1-31718369-vmss000001", pod.Node);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("dapr-system")]
    [InlineData("kube-system")]
    [InlineData("0-9")]
    public void A_command_contains_the_names_of_its_namespaces(string name) =>
        Assert.Contains($"-n {name} -o json;", PodsCommand.For([name]), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a;reboot")]
    [InlineData("$(id)")]
    [InlineData("a\n")]
    [InlineData("-n")]
    [InlineData("--all-namespaces")]
    [InlineData("a-")]
    [InlineData("Dapr")]
    [InlineData("a.b")]
    [InlineData("a'")]
    [InlineData("ä")]
    public void What_is_not_the_name_of_a_namespace_gets_into_no_command(string name)
    {
        Assert.False(PodsCommand.IsNamespace(name));
        Assert.Throws<ArgumentException>(() => PodsCommand.For([name]));
    }

    [Fact]
    public void A_name_of_a_namespace_has_63_characters_at_most()
    {
        Assert.True(PodsCommand.IsNamespace(new('a', 63)));
        Assert.False(PodsCommand.IsNamespace(new('a', 64)));
        Assert.False(PodsCommand.IsNamespace(null));
    }

    [Fact]
    public void Causes_of_states_are_those_that_the_module_knows() =>
        Assert.Empty(PodState.All.SelectMany(state => state.Expect).Select(pod => pod.Cause).OfType<string>().Except(FailureCauses.BuiltIn.All.Select(cause => cause.Id)));

    private static PodState Of(string name) => PodState.All.Single(state => state.State == name);

    private static IReadOnlyList<ExtensionPod> Judge(string text) =>
        ClusterObjects.Read(KubernetesText.Read(text).Items, PodState.Now).Judge(Namespace, PodState.Now);

    private static ExpectedPod Shown(ExtensionPod pod) => new(pod.Kind, pod.Name, pod.Reason!, pod.Cause, pod.Container, pod.ExitCode);

    // Runs the command with a kubectl that answers a document; null where jq is not installed.
    private static string? Jq(string command, string document)
    {
        if (OperatingSystem.IsWindows() || !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "jq"))))
        {
            return null;
        }

        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("kubectl() { cat; }; " + command);
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        shell.StandardInput.Write(document);
        shell.StandardInput.Close();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output.GetAwaiter().GetResult();
    }
}
