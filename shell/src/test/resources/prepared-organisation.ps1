# What the reference pages' examples expect to find, beside the servers and the unit Marketing.
New-ADSite Redmond | Out-Null
New-ADSite SiteEU | Out-Null
New-ADSite Default-First-Site-Name | Out-Null
$WarningPreference = 'SilentlyContinue'
New-ClientAccessArray -Name CASArrayHQ -Fqdn casarrayhq.contoso.com -Site HeadOffice | Out-Null
New-ClientAccessArray -Name ContosoArray -Fqdn contosoarray.contoso.com -Site Branch | Out-Null
New-MailboxDatabase MailboxDatabase01 -Server mbx1 | Out-Null
New-MailboxDatabase 'Mailbox Database01' -Server mbx1 | Out-Null
New-MailboxDatabase 'Mailbox Database 1' -Server mbx1 | Out-Null
New-MailboxDatabase MBXDB01 -Server mbx1 | Out-Null
New-MailboxDatabase MyDatabase -Server mbx1 | Out-Null
New-MailboxDatabase Database01 -Server Server01 | Out-Null
Mount-Database Database01
New-PublicFolderDatabase PFDB01 -Server mbx2 | Out-Null
New-PublicFolderDatabase PFDatabase -Server Server01 | Out-Null
New-PublicFolderDatabase 'Public Folder Database' -Server Mailbox01 | Out-Null
$password = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force
New-Mailbox -Name 'Christa Geller' -Alias christa -UserPrincipalName christa@contoso.com -Password $password -Database Database01 | Out-Null
New-Mailbox -Name 'John Woods' -Alias john -UserPrincipalName john@contoso.com -Password $password -Database Database01 | Out-Null
New-Mailbox -Name 'John Rodman' -Alias rodman -UserPrincipalName rodman@contoso.com -Password $password -Database Database01 | Out-Null
New-Mailbox -Name 'Coy Damon' -Alias coy -UserPrincipalName coy@contoso.com -Password $password -Database Database01 | Out-Null
New-Mailbox -Name florencef -UserPrincipalName florencef@contoso.com -Password $password -Database Database01 | Out-Null
New-Mailbox -Name ed -UserPrincipalName ed@contoso.com -Password $password -Database Database01 -OrganizationalUnit Marketing | Out-Null
New-Mailbox -Name Ayla -UserPrincipalName ayla@contoso.com -Password $password -Database Database01 | Out-Null
Disable-Mailbox Ayla -Confirm:$false
Set-Mailbox 'Coy Damon' -Department 'Customer Service' -Title 'Manager of lines'
New-DistributionGroup MarketingSG -Type Security | Out-Null
$WarningPreference = 'Continue'
