using AksExtensions.Emulator.Faults;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Protected values that happen to occur in Azure's own answers do not change what a command does or returns.</summary>
public sealed class ProtectedValueTests
{
    private const string Structured = """{"user":"someone","keys":[{"value":"inner-canary"}]}""";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("https://")]
    [InlineData("subscriptions")]
    [InlineData("operations")]
    [InlineData("api-version")]
    [InlineData("1111-2222")]
    [InlineData("Microsoft.KubernetesConfiguration")]
    [InlineData("1.18.2")]
    [InlineData("1.18")]
    [InlineData("flux")]
    [InlineData("Stable")]
    [InlineData("flux-system")]
    [InlineData("2026-03-01")]
    [InlineData("not found")]
    [InlineData("NotFound")]
    public async Task A_protected_value_that_Azure_says_too_breaks_nothing(string value)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var settings = new Dictionary<string, SecretValue> { ["provider"] = new(value) };

        var created = await azure.CreateAsync(new() { ExtensionType = "microsoft.flux", ConfigurationProtectedSettings = settings });

        Assert.Equal(("Succeeded", "1.18.2"), (created!.ProvisioningState, created.CurrentVersion));
        Assert.Equal(azure.Flux.Id, created.Id, ignoreCase: true);
        Assert.NotNull(created.SystemData?.LastModifiedAt);

        var updated = await azure.UpdateAsync(new() { ConfigurationProtectedSettings = settings });

        Assert.Equal(("Succeeded", "1.18.2"), (updated!.ProvisioningState, updated.CurrentVersion));
        Assert.Single(azure.Received, request => request.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Single(azure.Received, request => request.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ResourceNotFound")]
    [InlineData("instance")]
    [InlineData("Extension instance with name")]
    public async Task The_words_of_Azure_decide_what_a_refusal_means(string value)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(404, errorCode: "ResourceNotFound", message: "Extension instance with name 'flux' not found.", method: "PUT");

        var failure = await azure.FailsAsync(nameof(Errors.ExtensionNotFound), () => azure.CreateAsync(
            new() { ExtensionType = "microsoft.flux", ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(value) } }));

        Assert.DoesNotContain(value, failure.Arm!.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("You sent inner-canary.")]
    [InlineData("You sent {\"user\":\"someone\",\"keys\":[{\"value\":\"inner-canary\"}]}.")]
    [InlineData("You sent inner%2dcanary as base64 c29tZW9uZTppbm5lci1jYW5hcnk=.")]
    public async Task The_values_inside_a_structured_setting_are_not_shown(string message)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(400, errorCode: "InvalidRequest", message: message, method: "PUT");

        var failure = await azure.FailsAsync(nameof(Errors.RequestRefused), () => azure.CreateAsync(
            new() { ExtensionType = "microsoft.flux", ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(Structured) } }));

        Assert.Contains("You sent", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c29tZW9uZTppbm5lci1jYW5hcnk", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inner-canary", "token")]
    [InlineData("inner-canary", "next")]
    public async Task A_link_with_a_secret_is_followed_and_not_shown(string value, string where)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new()
        {
            Action = FaultAction.Link,
            Target = "Azure-AsyncOperation",
            Url = where == "token" ? $"{azure.Arm.Endpoint}operations/{value}?api-version=2025-03-01" : $"https://{value}.example/operations",
            Method = "PUT",
        });

        var lifecycle = azure.Lifecycle();
        var started = await lifecycle.StartCreateAsync(
            azure.Flux,
            new() { ExtensionType = "microsoft.flux", ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(value) } },
            TestContext.Current.CancellationToken);

        Assert.Null(started.Operation.RehydrationToken);
        Assert.DoesNotContain("canary", started.Obstacle?.ToString() ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken))!.ProvisioningState);
    }
}
