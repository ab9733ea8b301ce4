using System.Net;
using System.Text;
using AksExtensions.Emulator.Faults;
using Xunit;

namespace AksExtensions.Emulator.Tests;

/// <summary>Answers of a broken or hostile server, and the requests of a command that they can answer.</summary>
public sealed class HostileAnswerTests
{
    private static readonly object Flux = new { properties = new { extensionType = "microsoft.flux" } };

    public static TheoryData<FaultPlace, string, string> Places => new()
    {
        { FaultPlace.Look, "GET", "extensions/flux" },
        { FaultPlace.Change, "PUT", "extensions/flux" },
        { FaultPlace.Change, "PATCH", "extensions/flux" },
        { FaultPlace.Change, "DELETE", "extensions/flux" },
        { FaultPlace.Poll, "GET", "extensions/flux/operations/1" },
        { FaultPlace.List, "GET", "extensions" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_fault_hits_the_requests_of_its_place_and_no_other(FaultPlace place, string method, string path)
    {
        await using var arm = await ArmClient.StartAsync();
        foreach (var other in Enum.GetValues<FaultPlace>().Where(other => other != place))
            arm.Emulator.Faults.Add(new FaultRule { At = other, Status = 500 });
        arm.Emulator.Faults.Add(new FaultRule { At = place, Status = 418 });

        var answer = await arm.SendAsync(
            new HttpMethod(method), $"{arm.Aks}/providers/microsoft.kubernetesconfiguration/{path}", ArmClient.ExtensionsVersion);

        Assert.Equal(418, (int)answer.Status);
    }

    [Theory]
    [InlineData("/subscriptions", "api-version=2022-12-01")]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1", "api-version=2025-01-01")]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.KubernetesConfiguration/locations/eastus/extensionTypes", ArmClient.TypesVersion)]
    public async Task What_is_not_about_a_clusters_extensions_has_no_place(string path, string query)
    {
        await using var arm = await ArmClient.StartAsync();
        foreach (var place in Enum.GetValues<FaultPlace>())
            arm.Emulator.Faults.Add(new FaultRule { At = place, Status = 500 });

        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(path, query)).Status);
    }

    [Fact]
    public async Task A_read_is_final_once_the_instance_was_changed()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        arm.Emulator.Faults.Add(new FaultRule { At = FaultPlace.FinalRead, Status = 418 });

        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(path)).Status);
        await arm.PutAsync(path, Flux);

        Assert.Equal(418, (int)(await arm.GetAsync(path.ToUpperInvariant())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(ArmClient.Extension(arm.Aks, "other"))).Status);
    }

    [Theory]
    [InlineData(FaultAction.Html, "text/html", "<!DOCTYPE html>")]
    [InlineData(FaultAction.Null, "application/json", "null")]
    [InlineData(FaultAction.ErrorInBody, "application/json", """{"error":{"code":"InternalServerError",""")]
    public async Task A_body_replaces_the_answer(FaultAction action, string type, string starts)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = action, Count = 1 });
        arm.Emulator.Faults.Add(new FaultRule { Action = action, Status = 404, Count = 1 });
        var path = ArmClient.Extension(arm.Aks, "flux");

        var answer = await arm.PutAsync(path, Flux);
        var refusal = await arm.PutAsync(path, Flux);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (answer.Status, refusal.Status));
        Assert.StartsWith(type, answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.StartsWith(starts, answer.Text, StringComparison.Ordinal);
        Assert.Equal(answer.Text, refusal.Text);
        Assert.Empty(arm.State.GetExtensions(arm.Aks));
    }

    [Theory]
    [InlineData(FaultAction.Html)]
    [InlineData(FaultAction.Null)]
    [InlineData(FaultAction.ErrorInBody)]
    public async Task A_change_that_takes_effect_keeps_its_status_and_links_under_another_body(FaultAction action)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = action, At = FaultPlace.Change, Execute = true });

        var answer = await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Flux);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.StartsWith(arm.Emulator.Endpoint.ToString(), answer.AsyncOperation, StringComparison.Ordinal);
        Assert.DoesNotContain("microsoft.flux", answer.Text, StringComparison.Ordinal);
        Assert.Single(arm.State.GetExtensions(arm.Aks));
    }

    [Fact]
    public async Task A_byte_order_mark_precedes_the_real_answer()
    {
        await using var arm = await ArmClient.StartAsync();
        using var http = ArmClient.CreateHttp(arm.Emulator);
        http.DefaultRequestHeaders.Authorization = new("Bearer", arm.Emulator.AccessToken);
        var subscriptions = new Uri("/subscriptions?api-version=2022-12-01", UriKind.Relative);
        var plain = await http.GetByteArrayAsync(subscriptions, TestContext.Current.CancellationToken);
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Bom });

        var marked = await http.GetByteArrayAsync(subscriptions, TestContext.Current.CancellationToken);

        Assert.Equal([.. Encoding.UTF8.GetPreamble(), .. plain], marked);
    }

    [Fact]
    public async Task A_drip_sends_one_byte_a_second()
    {
        await using var arm = await ArmClient.StartAsync();
        var holds = 0;
        arm.Emulator.Faults.Holding += held => Interlocked.Add(ref holds, held ? 1 : 0);
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Drip });
        var start = arm.Time.GetUtcNow();

        var dripping = arm.GetAsync(ArmClient.Extension(arm.Aks, "flux"));
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            for (var seen = 0; !dripping.IsCompleted; await Task.Yield())
            {
                limit.Token.ThrowIfCancellationRequested();
                if (Volatile.Read(ref holds) is var now && now > seen)
                {
                    // The wait may begin only just after it was told.
                    seen = now - 1;
                    arm.Pass(1);
                }
            }
        }

        var answer = await dripping;
        answer.IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        Assert.Equal(answer.Text.Length, holds);
        Assert.True(arm.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(answer.Text.Length - 1));
    }

    [Theory]
    [InlineData(FaultAction.EndlessBody, null)]
    [InlineData(FaultAction.GzipBomb, "gzip")]
    public async Task An_endless_body_is_read_up_to_the_limit(FaultAction action, string? encoding)
    {
        const int enough = 2 * 1024 * 1024;
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = action });
        using var http = ArmClient.CreateHttp(arm.Emulator);

        using var answer = await http.GetAsync(
            new Uri("/subscriptions", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var read = 0;
        var buffer = new byte[64 * 1024];
        while (read < enough && await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var length)
            read += length;

        Assert.True(read >= enough);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    [Fact]
    public async Task A_gzip_bomb_unpacks_to_a_thousand_times_its_size()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.GzipBomb });
        using var http = ArmClient.CreateHttp(arm.Emulator);

        var packed = await http.GetByteArrayAsync(new Uri("/subscriptions", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.InRange(packed.Length, 3_500_000, 4_500_000);
        await using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        var buffer = new byte[1024 * 1024];
        long unpacked = 0;
        // A sixteenth is enough to see the rest.
        while (unpacked < 256L * 1024 * 1024 && await gzip.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var length)
            unpacked += length;
        Assert.True(unpacked >= 256L * 1024 * 1024);
    }

    [Fact]
    public async Task A_foreign_link_replaces_the_real_link()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.ForeignLink });

        Assert.StartsWith("https://arm.invalid/", (await arm.PutAsync(path, Flux)).AsyncOperation, StringComparison.Ordinal);
        var redirected = await arm.GetAsync(path);
        Assert.Equal((HttpStatusCode.TemporaryRedirect, $"https://arm.invalid{path}?{ArmClient.ExtensionsVersion}"), (redirected.Status, redirected.Headers["Location"]));
        var list = await arm.GetAsync(ArmClient.Extension(arm.Aks, "").TrimEnd('/'));
        Assert.StartsWith("https://arm.invalid/", list.At("nextLink"), StringComparison.Ordinal);
        Assert.Equal(["flux"], list.Names());
    }

    [Fact]
    public async Task Pages_continue_forever_and_are_never_the_same()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.EndlessPages, At = FaultPlace.List });
        var next = new Uri(arm.Emulator.Endpoint, ArmClient.Extension(arm.Aks, "").TrimEnd('/') + "?" + ArmClient.ExtensionsVersion);
        var seen = new HashSet<string>();
        for (var page = 0; page < 5; page++)
        {
            var answer = await arm.GetAsync(next.AbsolutePath, next.Query.TrimStart('?'));
            Assert.Empty(answer.Names());
            next = new Uri(answer.At("nextLink")!);
            Assert.Equal(arm.Emulator.Endpoint.Authority, next.Authority);
            Assert.True(seen.Add(next.Query));
        }
    }

    [Fact]
    public async Task Faults_are_specified_by_name_from_another_process()
    {
        await using var arm = await ArmClient.StartAsync();
        await arm.PostAsync("/_emulator/faults", """[{"action":"gzipBomb","at":"finalRead"},{"action":"errorInBody","at":"list","errorCode":"Busy"}]""");

        var list = await arm.GetAsync(ArmClient.Extension(arm.Aks, "").TrimEnd('/'));

        list.IsRefusal(HttpStatusCode.OK, "Busy");
        Assert.Equal([FaultPlace.FinalRead, FaultPlace.List], arm.Emulator.Faults.Rules.Select(rule => rule.At!.Value));
    }
}
