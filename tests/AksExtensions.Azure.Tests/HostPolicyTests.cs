using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Emulator.Faults;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The token is sent to one host only. Everything that could send it elsewhere is refused before a byte is sent.</summary>
public sealed class HostPolicyTests
{
    private static readonly CreateExtensionRequest CreateFlux = new() { ExtensionType = "microsoft.flux" };
    private static readonly UpdateExtensionRequest SomeChange = new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } };

    /// <summary>Links that lead away; HOST is the emulator's host and port, PORT the port of the listener.</summary>
    public static TheoryData<string> ForeignLinks =>
    [
        "https://127.0.0.1:PORT/x?api-version=1",
        "http://127.0.0.1:PORT/x",
        "http://HOST/subscriptions?api-version=2022-12-01",
        "https://user:pass@HOST/x",
        "https://user@127.0.0.1:PORT/x",
        "https://localhost:PORT/x",
        "//127.0.0.1:PORT/x",
        "https://management.azure.com.example.invalid/x",
        "file:///etc/passwd",
    ];

    [Theory]
    [MemberData(nameof(ForeignLinks))]
    public async Task A_next_page_elsewhere_is_refused(string link)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Link, Target = "nextLink", Url = At(link, azure, listener) });

        await azure.FailsAsync(nameof(Errors.ForeignHostRefused), () => azure.ListAsync().AsTask());

        Assert.False(listener.WasVisited);
        Assert.Single(azure.Received);
    }

    [Theory]
    [MemberData(nameof(ForeignLinks))]
    public async Task An_operation_on_another_host_is_never_read_and_the_instance_is_read_instead(string link)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Link, Method = "PUT", Target = "Azure-AsyncOperation", Url = At(link, azure, listener) });

        var observer = new RecordingObserver();
        var lifecycle = azure.Lifecycle(observer);
        var started = await lifecycle.StartCreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken);
        var created = await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", created!.ProvisioningState);
        Assert.Equal(nameof(Errors.ForeignHostRefused), started.Obstacle!.ErrorId);
        Assert.Null(started.Operation.RehydrationToken);
        Assert.False(listener.WasVisited);
        Assert.Equal(["GET flux", "PUT flux", "GET flux"], azure.Received.Distinct().Append("GET flux"));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task The_operation_of_every_change_is_checked(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Link, Method = method, Target = "Azure-AsyncOperation", Url = $"https://127.0.0.1:{listener.Port}/x" });

        if (method == "PATCH")
        {
            Assert.Equal("Succeeded", (await azure.UpdateAsync(SomeChange))!.ProvisioningState);
        }
        else
        {
            Assert.True(await azure.DeleteAsync());
        }

        Assert.DoesNotContain("GET operation", azure.Received);
        Assert.False(listener.WasVisited);
    }

    [Theory]
    [InlineData("GET", 302)]
    [InlineData("GET", 307)]
    [InlineData("LIST", 301)]
    [InlineData("TYPES", 302)]
    [InlineData("PUT", 307)]
    [InlineData("PATCH", 308)]
    [InlineData("DELETE", 303)]
    public async Task A_redirect_elsewhere_is_refused(string request, int status)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        if (request != "PUT")
        {
            azure.Install();
        }

        azure.Arm.Faults.Add(new()
        {
            Action = FaultAction.Redirect,
            Method = request is "PUT" or "PATCH" or "DELETE" ? request : "GET",
            Status = status,
            Url = $"https://127.0.0.1:{listener.Port}/x",
        });

        await azure.FailsAsync(nameof(Errors.ForeignHostRefused), request switch
        {
            "GET" => azure.ShowAsync,
            "LIST" => () => azure.ListAsync().AsTask(),
            "TYPES" => () => azure.Service.ExtensionTypes.GetAsync(new(azure.Aks), "microsoft.flux", TestContext.Current.CancellationToken),
            "PUT" => () => azure.Service.Extensions.CreateAsync(azure.Flux, CreateFlux, TestContext.Current.CancellationToken),
            "PATCH" => () => azure.UpdateAsync(SomeChange),
            _ => () => azure.DeleteAsync(),
        });

        Assert.False(listener.WasVisited);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_poll_does_not_follow_a_foreign_link_and_the_instance_is_read_instead(int status)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Redirect, PathRegex = "/operations/", Status = status, Url = $"https://127.0.0.1:{listener.Port}/x" });

        Assert.Equal("Succeeded", (await azure.CreateAsync())!.ProvisioningState);
        Assert.True(await azure.DeleteAsync());

        Assert.Contains("GET operation", azure.Received);
        Assert.False(listener.WasVisited);
    }

    [Fact]
    public async Task The_foreign_Location_that_the_service_is_known_to_send_is_ignored()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var listener = new SilentListener();
        foreach (var method in new[] { "PUT", "PATCH", "DELETE" })
        {
            azure.Arm.Faults.Add(new() { Action = FaultAction.Link, Method = method, Target = "Location", Url = $"https://127.0.0.1:{listener.Port}/x" });
        }

        Assert.Equal("Succeeded", (await azure.CreateAsync())!.ProvisioningState);
        Assert.Equal("Succeeded", (await azure.UpdateAsync(SomeChange))!.ProvisioningState);
        Assert.True(await azure.DeleteAsync());

        Assert.False(listener.WasVisited);
    }

    [Fact]
    public async Task A_link_that_is_relative_leads_to_the_same_host()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { PageSize = 1 });
        azure.Install("a");
        azure.Install("b");
        azure.Arm.Faults.Add(new()
        {
            Action = FaultAction.Link,
            Target = "nextLink",
            Count = 1,
            Url = $"{azure.Aks.Path}/providers/Microsoft.KubernetesConfiguration/extensions?api-version=2025-03-01&$skiptoken=c3RhcnQ6MQ%3D%3D",
        });

        Assert.Equal(["a", "b"], (await azure.ListAsync()).Select(extension => extension.Name));
    }

    [Theory]
    [InlineData("https://management.azure.com/x", true)]
    [InlineData("HTTPS://MANAGEMENT.AZURE.COM:443/x", true)]
    [InlineData("https://management.azure.com:444/x", false)]
    [InlineData("http://management.azure.com/x", false)]
    [InlineData("http://management.azure.com:443/x", false)]
    [InlineData("https://management.azure.com@example.com/x", false)]
    [InlineData("https://user@management.azure.com/x", false)]
    [InlineData("https://management.azure.com.example.com/x", false)]
    [InlineData("https://management.azure.com./x", false)]
    [InlineData("https://xn--mnagement-43a.azure.com/x", false)]
    [InlineData("https://mаnagement.azure.com/x", false)]
    [InlineData("wss://management.azure.com/x", false)]
    public void A_link_is_our_own_when_scheme_host_and_port_are(string link, bool expected) =>
        Assert.Equal(expected, HostPolicy.IsOwn(new Uri(link), Services.PublicCloud));

    private static string At(string link, EmulatedAzure azure, SilentListener listener) => link
        .Replace("HOST", azure.Arm.Endpoint.Authority, StringComparison.Ordinal)
        .Replace("PORT", listener.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
