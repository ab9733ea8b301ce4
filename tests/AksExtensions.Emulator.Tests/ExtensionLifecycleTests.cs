using System.Net;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ExtensionLifecycleTests
{
    private static (bool Auto, string Mode, string? Pin, string? Current) Versions(Extension extension) =>
        (extension.AutoUpgradeMinorVersion, extension.AutoUpgradeMode, extension.Version, extension.CurrentVersion);

    private static readonly object Flux = new { properties = new { extensionType = "microsoft.flux" } };

    [Fact]
    public async Task A_create_has_the_recorded_shape()
    {
        await using var arm = await ArmClient.StartAsync();
        var hub = arm.State.AddCluster("hub", kind: ClusterKind.Fleet);
        var id = ArmClient.Extension(hub.Id, "cli-test-flux");

        var created = await arm.PutAsync(id, new
        {
            properties = new
            {
                extensionType = "microsoft.flux",
                scope = new { cluster = new { } },
                configurationSettings = new { },
                configurationProtectedSettings = new { },
            },
            identity = new { type = "SystemAssigned" },
        });

        Assert.Equal(HttpStatusCode.Created, created.Status);
        // The body that the service gave on 2026-09-17, its id and second time aside.
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","name":"cli-test-flux","type":"Microsoft.KubernetesConfiguration/extensions","properties":{"extensionType":"microsoft.flux","autoUpgradeMinorVersion":true,"autoUpgradeMode":"compatible","releaseTrain":"Stable","version":null,"currentVersion":null,"scope":{"cluster":{"releaseNamespace":"flux-system"}},"provisioningState":"Creating","configurationSettings":{},"configurationProtectedSettings":{},"statuses":[],"aksAssignedIdentity":null,"isSystemExtension":false,"extensionState":null,"additionalDetails":{"docs":null,"releaseNotes":null,"troubleshootingGuide":null}},"systemData":{"createdBy":null,"createdByType":null,"createdAt":"2026-09-17T20:17:56.5257594+00:00","lastModifiedBy":null,"lastModifiedByType":null,"lastModifiedAt":"2026-09-17T20:17:56.5257594+00:00"}}""",
            created.Text);
    }

    [Fact]
    public async Task A_create_returns_a_signed_link_on_its_own_host_and_no_Retry_After()
    {
        await using var arm = await ArmClient.StartAsync();
        var created = await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Flux);

        Assert.StartsWith(arm.Emulator.Endpoint.ToString(), created.AsyncOperation);
        Assert.Contains("/ManagedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/flux/operations/", created.AsyncOperation);
        Assert.Matches(@"\?api-version=2025-03-01&t=\d{18}&c=MII[\w-]{2600}&s=[\w-]{340,}&h=[\w-]{43}$", created.AsyncOperation);
        Assert.DoesNotContain("Retry-After", created.Headers.Keys);
    }

    [Fact]
    public async Task Older_versions_capitalise_the_parameter_and_lack_the_newer_properties()
    {
        await using var arm = await ArmClient.StartAsync();
        var created = await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Flux, "api-version=2023-05-01");
        var newer = await arm.PutAsync(ArmClient.Extension(arm.Aks, "second"), Flux, "api-version=2024-11-01");
        Assert.False(newer.Properties.TryGetProperty("autoUpgradeMode", out _));
        Assert.Contains("?api-Version=2023-05-01&", created.AsyncOperation);
        Assert.False(created.Properties.TryGetProperty("autoUpgradeMode", out _));
        Assert.False(created.Properties.TryGetProperty("extensionState", out _));
        Assert.Equal("Creating", (await arm.GetAsync(created.AsyncOperation, null)).At("status"));
    }

    [Fact]
    public async Task States_move_with_the_clock()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.PutAsync(path, Flux);

        arm.Pass(2.9);
        var operation = await arm.GetAsync(created.AsyncOperation, null);
        Assert.Equal(["id", "name", "status"], operation.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Creating", operation.At("status"));
        Assert.Equal("Creating", (await arm.GetAsync(path)).At("properties/provisioningState"));

        arm.Pass(0.2);
        Assert.Equal("Succeeded", (await arm.GetAsync(created.AsyncOperation, null)).At("status"));
        var installed = (await arm.GetAsync(path)).Properties;
        Assert.Equal("Succeeded", installed.GetProperty("provisioningState").GetString());
        Assert.Equal("1.18.2", installed.GetProperty("currentVersion").GetString());
        Assert.Null(installed.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Ids_are_found_in_any_case_and_answered_in_one()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "Flux");
        await arm.InstallAsync(path, new { extensionType = "Microsoft.Flux" });
        var found = await arm.GetAsync(path.ToUpperInvariant());
        Assert.Equal(path, found.At("id"));
        Assert.Equal("Microsoft.Flux", found.At("properties/extensionType"));
    }

    [Fact]
    public async Task The_Location_is_on_the_services_host_and_on_Azure_Resource_Managers_in_turn()
    {
        await using var arm = await ArmClient.StartAsync();
        List<string> hosts = [];
        foreach (var name in new[] { "a", "b", "c" })
        {
            var created = await arm.PutAsync(ArmClient.Extension(arm.Aks, name), Flux);
            hosts.Add(new Uri(created.Headers["Location"]).Host);
            Assert.EndsWith($"/ManagedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/{name}", created.Headers["Location"]);
        }

        Assert.Equal(["eastus.rp.kubernetesconfiguration.azure.com", "127.0.0.1", "eastus.rp.kubernetesconfiguration.azure.com"], hosts);
    }

    [Fact]
    public async Task On_AKS_an_identity_is_accepted_shown_during_the_create_and_replaced_by_the_one_that_AKS_assigns()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.PutAsync(
            path, new { identity = new { type = "SystemAssigned" }, properties = new { extensionType = "microsoft.flux" } });

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("SystemAssigned", created.At("identity/type"));
        Assert.Null(created.At("properties/aksAssignedIdentity"));
        arm.Pass();
        var installed = await arm.GetAsync(path);
        Assert.False(installed.Json.TryGetProperty("identity", out _));
        Assert.Null(installed.At("properties/aksAssignedIdentity/type"));
        Assert.True(Guid.TryParse(installed.At("properties/aksAssignedIdentity/principalId"), out var principal));
        Assert.True(Guid.TryParse(installed.At("properties/aksAssignedIdentity/tenantId"), out _));

        await arm.PatchAsync(path, new { properties = new { configurationSettings = new { a = "1" } } });
        arm.Pass();
        Assert.Equal(principal.ToString(), (await arm.GetAsync(path)).At("properties/aksAssignedIdentity/principalId"));
    }

    [Fact]
    public async Task What_fails_or_is_on_Arc_has_no_identity_that_AKS_assigned()
    {
        await using var arm = await ArmClient.StartAsync();
        var failing = ArmClient.Extension(arm.Aks, "flux");
        var distant = ArmClient.Extension(arm.Arc, "flux");
        await arm.InstallAsync(failing, new { extensionType = "microsoft.flux", configurationSettings = new Dictionary<string, string> { ["emulator.failWith"] = "no" } });
        await arm.InstallAsync(distant, new { extensionType = "microsoft.flux" });

        Assert.Equal("Failed", (await arm.GetAsync(failing)).At("properties/provisioningState"));
        Assert.Null((await arm.GetAsync(failing)).At("properties/aksAssignedIdentity"));
        Assert.Null((await arm.GetAsync(distant)).At("properties/aksAssignedIdentity"));
    }

    [Theory]
    [InlineData(1, "0000001")]
    [InlineData(10, "000001")]
    [InlineData(100, "00001")]
    [InlineData(1000, "00010")]
    public async Task Times_lose_the_zeros_at_their_end_as_far_as_five_digits(int ticks, string fraction)
    {
        await using var arm = await ArmClient.StartAsync();
        var whole = new DateTimeOffset(2026, 9, 17, 20, 18, 0, TimeSpan.Zero);
        var at = whole.AddTicks(ticks);
        arm.State.AddExtension(new() { ClusterId = arm.Aks, Name = "flux", ExtensionType = "microsoft.flux", CreatedAt = at, LastModifiedAt = whole });

        var system = (await arm.GetAsync(ArmClient.Extension(arm.Aks, "flux"))).Json.GetProperty("systemData");

        Assert.Equal($"2026-09-17T20:18:00.{fraction}+00:00", system.GetProperty("createdAt").GetString());
        Assert.Equal("2026-09-17T20:18:00.00000+00:00", system.GetProperty("lastModifiedAt").GetString());
    }

    [Fact]
    public async Task Names_with_strange_characters_go_through()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddCluster("aks 1", "rg ü");
        var path = ArmClient.Extension(
            $"{arm.Subscription}/resourceGroups/rg%20%C3%BC/providers/Microsoft.ContainerService/managedClusters/aks%201",
            "a%20b%26c%3Fd%23%C3%A9");
        var created = await arm.PutAsync(path, Flux);
        Assert.Equal("a b&c?d#é", created.At("name"));
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(created.AsyncOperation, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Protected_settings_come_back_empty_and_are_kept()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux", configurationProtectedSettings = new { secret = "s3cr3t" } });
        var shown = await arm.GetAsync(path);
        Assert.Equal("", shown.At("properties/configurationProtectedSettings/secret"));
        Assert.DoesNotContain("s3cr3t", shown.Text);
        Assert.Equal("s3cr3t", arm.State.FindExtension(path)!.ConfigurationProtectedSettings["secret"]);
    }

    [Fact]
    public async Task An_update_merges_settings_and_replaces_protected_ones()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new
        {
            extensionType = "microsoft.flux",
            configurationSettings = new { a = "1", b = "2" },
            configurationProtectedSettings = new { p = "x", q = "y" },
        });

        var patched = await arm.PatchAsync(path, new
        {
            properties = new { configurationSettings = new { b = "3", c = "" }, configurationProtectedSettings = new { q = "z" } },
        });

        Assert.Equal(HttpStatusCode.Accepted, patched.Status);
        Assert.Equal("Updating", patched.At("properties/provisioningState"));
        Assert.Contains("Location", patched.Headers.Keys);
        Assert.Equal("Updating", (await arm.GetAsync(patched.AsyncOperation, null)).At("status"));
        arm.Pass();
        var stored = arm.State.FindExtension(path)!;
        Assert.Equal("Succeeded", stored.ProvisioningState);
        Assert.Equal([new("a", "1"), new("b", "3"), new("c", "")], stored.ConfigurationSettings);
        Assert.Equal([new("q", "z")], stored.ConfigurationProtectedSettings);
    }

    [Fact]
    public async Task An_update_without_protected_settings_keeps_them()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux", configurationProtectedSettings = new { p = "x" } });
        await arm.PatchAsync(path, new { properties = new { releaseTrain = "Preview" } });
        arm.Pass();
        var stored = arm.State.FindExtension(path)!;
        Assert.Equal("x", stored.ConfigurationProtectedSettings["p"]);
        Assert.Equal(("Preview", "1.19.0-preview.1"), (stored.ReleaseTrain, stored.CurrentVersion));
    }

    [Fact]
    public async Task A_version_pins_and_turns_upgrades_off()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux", version = "1.7.0" });
        Assert.Equal((false, "none", "1.7.0", "1.7.0"), Versions(arm.State.FindExtension(path)!));

        await arm.PatchAsync(path, new { properties = new { version = "1.8.0" } });
        arm.Pass();
        Assert.Equal("1.8.0", arm.State.FindExtension(path)!.CurrentVersion);

        await arm.PatchAsync(path, new { properties = new { autoUpgradeMode = "Patch" } });
        arm.Pass();
        Assert.Equal((true, "patch", null, "1.18.2"), Versions(arm.State.FindExtension(path)!));
    }

    [Fact]
    public async Task An_update_that_says_nothing_of_versions_changes_none()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        arm.State.AddExtension(arm.Aks, "flux", "microsoft.flux", "1.17.3");
        await arm.PatchAsync(path, new { properties = new { configurationSettings = new { a = "1" } } });
        arm.Pass();
        Assert.Equal((true, "compatible", null, "1.17.3"), Versions(arm.State.FindExtension(path)!));
    }

    [Fact]
    public async Task Without_upgrades_the_version_of_today_is_the_pin()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.InstallAsync(path, new { extensionType = "microsoft.flux", autoUpgradeMinorVersion = false });
        Assert.Equal("1.18.2", created.At("properties/version"));
    }

    [Fact]
    public async Task A_second_PUT_replaces_and_keeps_the_time_of_creation()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux", configurationSettings = new { a = "1" } });
        var again = await arm.PutAsync(path, Flux);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Empty(again.Properties.GetProperty("configurationSettings").EnumerateObject());
        var times = again.Json.GetProperty("systemData");
        Assert.Equal("2026-09-17T20:17:56.5257594+00:00", times.GetProperty("createdAt").GetString());
        Assert.Equal("2026-09-17T20:18:00.5257594+00:00", times.GetProperty("lastModifiedAt").GetString());

        arm.Pass();
        arm.Emulator.Settings.ReplaceStatus = 200;
        Assert.Equal(HttpStatusCode.OK, (await arm.PutAsync(path, Flux)).Status);
    }

    [Fact]
    public async Task A_plan_is_stored_and_an_Arc_extension_gets_an_identity()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Arc, "app");
        var created = await arm.PutAsync(path, new
        {
            identity = new { type = "SystemAssigned" },
            plan = new { name = "pn", publisher = "ppub", product = "pp" },
            properties = new { extensionType = "Contoso.App", scope = new { @namespace = new { targetNamespace = "tns" } } },
        });
        Assert.Equal("""{"name":"pn","publisher":"ppub","product":"pp"}""", created.Json.GetProperty("plan").GetRawText());
        Assert.Equal("SystemAssigned", created.At("identity/type"));
        Assert.True(Guid.TryParse(created.At("identity/principalId"), out _));
        Assert.Equal("""{"namespace":{"targetNamespace":"tns"}}""", created.Properties.GetProperty("scope").GetRawText());
        Assert.Contains("/ConnectedClusters/arc1/", created.AsyncOperation);
    }
}
