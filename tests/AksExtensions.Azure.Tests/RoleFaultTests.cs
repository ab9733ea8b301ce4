using AksExtensions.Catalogue;
using AksExtensions.Emulator.Faults;
using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Role assignments against a server that loses, damages or fakes answers: nothing is made twice, and nothing looks done that is not.</summary>
public sealed class RoleFaultTests
{
    private const string Principal = "77777777-0000-0000-0000-000000000001";

    // Each fault, once or at every attempt, with the request executed or not.
    private static readonly FaultRule[] Faults =
    [
        new() { Action = FaultAction.Reset }, new() { Action = FaultAction.Reset, Execute = true },
        new() { Action = FaultAction.Truncate }, new() { Action = FaultAction.Truncate, Execute = true },
        new() { Action = FaultAction.Status, Status = 500 }, new() { Action = FaultAction.Status, Status = 504, Execute = true },
        new() { Action = FaultAction.Status, Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } },
        new() { Action = FaultAction.Status, Status = 404 }, new() { Action = FaultAction.Status, Status = 409 },
        new() { Action = FaultAction.Status, Status = 200, Body = "{}" }, new() { Action = FaultAction.Status, Status = 204 },
        new() { Action = FaultAction.Html }, new() { Action = FaultAction.Html, Execute = true },
        new() { Action = FaultAction.Null }, new() { Action = FaultAction.ErrorInBody }, new() { Action = FaultAction.Bom, Execute = true },
        new() { Action = FaultAction.Redirect, Url = "https://example.com/" },
    ];

    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, bool>();
            foreach (var method in new[] { "GET", "PUT", "DELETE" })
            {
                for (var fault = 0; fault < Faults.Length; fault++)
                {
                    cases.Add(method, fault, true);
                    cases.Add(method, fault, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_reported_is_what_is_there(string method, int fault, bool once)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        var role = Assert.Single(PrerequisitePlan.Of(
            TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes"),
            new(azure.Aks, new Dictionary<string, string>
            {
                ["configuration.backupStorageLocation.config.storageAccount"] = "backups",
                ["configuration.backupStorageLocation.config.resourceGroup"] = "rg",
                ["configuration.backupStorageLocation.config.subscriptionId"] = azure.Arm.SubscriptionId,
            }, PrincipalId: Principal)));
        var engine = new RoleEngine(azure.Service, azure.Time);
        var isRemoval = method == "DELETE";
        if (isRemoval)
        {
            await engine.EnsureAsync(role, TestContext.Current.CancellationToken);
        }

        azure.Arm.Faults.Add(Faults[fault] with { Method = method, PathRegex = "/roleAssignments", Count = once ? 1 : null });
        AksExtensionException? failure = null;
        var isRemoved = false;
        try
        {
            if (isRemoval)
            {
                isRemoved = await engine.RemoveAsync(role.Assignment!, TestContext.Current.CancellationToken);
            }
            else
            {
                await engine.EnsureAsync(role, TestContext.Current.CancellationToken);
            }
        }
        catch (AksExtensionException refused)
        {
            failure = refused;
        }

        var count = azure.Arm.State.GetRoleAssignments().Count;
        Assert.InRange(count, 0, 1);
        if (isRemoval)
        {
            // A 204 of Azure says that there was nothing to remove.
            Assert.False(isRemoved && count > 0);
            Assert.True(isRemoved || failure is not null || count == 0 || Faults[fault].Status == 204);
        }
        else
        {
            Assert.True(failure is not null || count == 1);
        }

        // Reading is only a shortcut, so that a role is assigned whatever the list says.
        Assert.False(method == "GET" && failure is not null, failure?.Message);
        Assert.DoesNotContain(azure.Arm.AccessToken, failure?.ToString() ?? string.Empty, StringComparison.Ordinal);
    }
}
