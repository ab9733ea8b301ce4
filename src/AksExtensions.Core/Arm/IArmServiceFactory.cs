namespace AksExtensions.Arm;

/// <summary>Creates the service. It is implemented in the assembly of the Azure SDK and found by the module's private load context.</summary>
public interface IArmServiceFactory
{
    /// <summary>Creates a service for a connection without sending anything.</summary>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    IArmService Create(ArmConnection connection);

    /// <summary>Compiles what the first request of a process needs, without sending anything.</summary>
    Task RehearseAsync();
}
