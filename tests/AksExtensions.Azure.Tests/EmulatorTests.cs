using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class EmulatorTests
{
    [Fact]
    public async Task One_show_is_one_request()
    {
        await using var arm = await ArmEmulator.StartAsync(new EmulatorOptions { Seed = "demo" }, TestContext.Current.CancellationToken);
        using var service = new ArmServiceFactory().Create(new ArmConnection
        {
            Endpoint = arm.Endpoint,
            Audience = arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(arm.AccessToken)),
            CertificateAuthority = await File.ReadAllTextAsync(arm.CertificateFile, TestContext.Current.CancellationToken),
        });
        var cluster = ClusterReference.Create(arm.SubscriptionId, "demo-rg", "demo-aks");

        var extension = await service.GetExtensionAsync(new(cluster, "flux"), TestContext.Current.CancellationToken);

        Assert.Equal("microsoft.flux", extension.ExtensionType);
        Assert.Single(arm.Requests.Snapshot());
    }
}
